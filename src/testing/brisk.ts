/** Patience for tests: as often as ever, and at once. */
import type { Patience } from '../formats/sources/patience.ts';

export const brisk: Patience = { stallMs: 20_000, pausesMs: [1, 1, 1], longestPauseMs: 2000 };

/** For servers that fall silent: long enough for a busy machine to answer, short enough to wait for. */
export const restless: Patience = { ...brisk, stallMs: 400 };
