/** Words that several layouts use for the matrices of a feed-forward block. */

/** Hugging Face: SwiGLU with spelt-out names. */
export const gatedNames = { gate_proj: 'gate', up_proj: 'up', down_proj: 'down' } as const;

/** Without the ending: SmallThinker, llama.cpp. */
export const plainNames = { gate: 'gate', up: 'up', down: 'down' } as const;

/** Llama's own code and Mixtral: down(silu(w1 x) · w3 x). */
export const numberedNames = { w1: 'gate', w3: 'up', w2: 'down' } as const;

/** T5: `wi_0` and `wi_1` where gated, `wi` where not. */
export const t5Names = { wi: 'up', wi_0: 'gate', wi_1: 'up', wo: 'down' } as const;

/** fairseq, OPT, ViT: two matrices, no gate. */
export const ungatedNames = { fc1: 'up', fc2: 'down' } as const;

/** Megatron before its core: two matrices, no gate. */
export const megatronNames = { dense_h_to_4h: 'up', dense_4h_to_h: 'down' } as const;
