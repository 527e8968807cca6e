/** All encoders. */
import type { EncoderKind } from './encoder.ts';
import { flatEncoder } from './flat.ts';

export const encoders: readonly EncoderKind[] = [flatEncoder];
