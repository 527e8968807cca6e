/**
 * Ceilings for every number that a trace can lie about, each far above what models have: 94 layers, 2048 experts, 32 of
 * them a token. What is kept beyond counts is bounded as well, so that the length of a trace costs no memory.
 */
export const MAX_LAYER_ID = 99_999;
export const MAX_TRACE_LAYERS = 4096;
export const MAX_TRACE_EXPERTS = 8192;
/** Layers times experts. */
export const MAX_TRACE_CELLS = 2_000_000;
/** Experts listed for one token. */
export const MAX_SLOTS = 1024;
export const MAX_SCORE_TABLES = 100;
/** Tables times layers times experts: 128 MB. */
export const MAX_SCORE_CELLS = 16_000_000;
/** Layers times experts times inputs: 256 MB. */
export const MAX_INPUT_CELLS = 2 ** 26;
export const MAX_FINDINGS = 200;

/** Rows by document: more share rows in turn, which a bootstrap of clusters allows. */
export const DOCUMENT_ROWS = 128;
/** Rows by step: of more, neighbours are added. */
export const STEP_ROWS = 256;
/** Classes that are told apart; labels beyond are none. */
export const CLASS_ROWS = 1000;
/** Of each of these tables in all layers together: 64 MB. */
export const MAX_ROW_CELLS = 8_000_000;
/** Classes times layers times experts: every class that was seen is kept in every layer. */
export const MAX_CLASS_CELLS = 16_000_000;

/** Expert ids of tokens that are kept to count pairs and flow: 24 MB with their weights. */
export const SAMPLED_IDS = 4_000_000;
/** Of pairs, and of flow, in all layers together. */
export const MAX_PAIR_CELLS = 8_000_000;
/** Counts by vocabulary id, layer and expert: 8 MB, half of it empty. */
export const VOCABULARY_ENTRIES = 250_000;
/** Vocabulary ids times experts of one layer, while it is finished: 64 MB. */
export const VOCABULARY_CELLS = 16_000_000;
