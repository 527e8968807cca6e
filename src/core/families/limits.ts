/** Ceilings for what names and shapes can claim. Each is far above real models and far below what exhausts a tab. */

/** Numbers in names have at most five digits: the 99,999th expert. A longer one is read as text. */
export const MAX_NUMBER_DIGITS = 5;

/** Layers of all stacks together; the deepest public models have about 130. Tensors beyond have no layer. */
export const MAX_LAYERS = 10_000;

/** Unused layer numbers that stand for missing shards; with more of them, layers are counted as they come. */
export const MAX_MISSING_LAYERS = 1_000;

/** Experts in one fused tensor; the most in a public model is 1,024 (product-key layers not counted). */
export const MAX_FUSED_EXPERTS = 65_536;

/** Parts that fused tensors are cut into, all together: a hundred bytes each. 94 layers × 128 × 3 are 36,096. */
export const MAX_CUT_PARTS = 500_000;
