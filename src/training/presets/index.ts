/** All presets, in the order in which they are offered. */
import type { Preset } from './preset.ts';

export const presets: readonly Preset[] = [];
