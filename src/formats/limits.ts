/**
 * Ceilings for every number that a file can lie about. Each is far above what real checkpoints hold and far below
 * what would exhaust a tab; a value beyond ends in an `over-limit` fault before anything is allocated for it.
 */

/** The safetensors crate refuses headers above this (safetensors/src/tensor.rs, MAX_HEADER_SIZE). */
export const MAX_SAFETENSORS_HEADER_BYTES = 100_000_000;

/** Index of the largest public model so far: about 60 MB, 497,000 entries. */
export const MAX_INDEX_BYTES = 200_000_000;

export const MAX_CONFIG_BYTES = 16_000_000;

/** Tensors in one checkpoint. */
export const MAX_TENSORS = 4_000_000;

/** Axes of a tensor; NumPy allows 64, real weights have up to 6. */
export const MAX_AXES = 64;

/** Elements of a tensor, and end offsets: beyond it doubles no longer count exactly. */
export const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** Files dropped together. */
export const MAX_FILES = 20_000;
