/**
 * Ceilings for what a dropped dataset may claim. Each is far above what can be trained on in a page, and far below what
 * would exhaust it; a value beyond ends in an `over-limit` fault before anything is allocated for it.
 */

/** One file, unpacked. CIFAR-10 has 184 MB in all, 50,000 reviews 66 MB. */
export const MAX_FILE_BYTES = 1_000_000_000;

/** All samples of a dataset together, as they are kept. */
export const MAX_DATASET_BYTES = 1_000_000_000;

export const MAX_SAMPLES = 5_000_000;

/** A softmax over more is no classifier that trains in a page. */
export const MAX_CLASSES = 1_000;

/** Numbers that describe one sample: an image of 256 × 256 in colour has 196,608. */
export const MAX_SAMPLE_VALUES = 1_000_000;

/** Columns of a table. An image of 64 × 64 in colour as CSV has 12,289. */
export const MAX_COLUMNS = 20_000;

/** Characters in one row of a table. */
export const MAX_ROW_CHARACTERS = 10_000_000;

/** Files dropped together. */
export const MAX_DATASET_FILES = 100;
