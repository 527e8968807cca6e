/** All encoders. */
import { averageEmbeddingEncoder } from './average-embedding.ts';
import { bagEncoder } from './bag.ts';
import { cnnEncoder } from './cnn.ts';
import type { EncoderKind } from './encoder.ts';
import { flatEncoder } from './flat.ts';
import { patchesEncoder } from './patches.ts';
import { wordTokensEncoder } from './word-tokens.ts';

export const encoders: readonly EncoderKind[] = [
  flatEncoder,
  cnnEncoder,
  patchesEncoder,
  bagEncoder,
  averageEmbeddingEncoder,
  wordTokensEncoder,
];
