/**
 * What the trace doctor finds: traps that formats of traces are full of. A finding says what and where; most are put
 * right while reading, and a person may take that back, which reads the trace again without it.
 */

/** Code → what its words need (`finding-words.ts`, where a code without words does not compile). */
export interface FindingFacts {
  /** Router logits that sum to 1: a softmax was taken already (transformers issue 45120). */
  'already-probabilities': { readonly rows: number };
  /** Ids that stand for nothing: −1, 255 and the like. */
  'padding-ids': { readonly id: number; readonly choices: number };
  /** Layers in which every token chose expert 0 in every slot: dense layers, written as zeros. */
  'dense-layers': { readonly layers: readonly number[] };
  /** Steps of a ring buffer that were never written. */
  'empty-steps': { readonly steps: number; readonly of: number };
  /** Ids of physical experts, where replicas of one expert have ids of their own. */
  'physical-ids': { readonly physical: number; readonly experts: number };
  /** Counts that several ranks told of the same tokens. */
  'replicated-load': { readonly replicas: number };
  /** Counts that do not add up to tokens times k. */
  'sums-disagree': {
    readonly layer: number;
    readonly counted: number;
    readonly expected: number;
    readonly layers: number;
  };
  /** The same routing told once for each projection. */
  'same-counts-repeated': { readonly names: readonly string[] };
  /** f_i + f_j under the name of co-activation. */
  'sums-of-frequencies': { readonly layers: number };
  /** Rows that mean “never routed” in an old imatrix. */
  'never-routed-rows': { readonly experts: number };
  /** Experts of a token listed by id, not by weight. */
  'unsorted-choices': { readonly share: number };
  /** The same expert twice for one token. */
  'repeated-choices': { readonly choices: number };
  /** Ids beyond the number of experts. */
  'ids-outside': { readonly choices: number; readonly largest: number; readonly experts: number };
  'negative-counts': { readonly values: number };
  'not-finite': { readonly rows: number };
  /** A file that ends in the middle: what came before counts. */
  'cut-short': { readonly file: string; readonly detail: string };
  /** Lines that are not what the rest is. */
  'unreadable-lines': {
    readonly file: string;
    readonly lines: number;
    readonly first: number;
    readonly detail: string;
  };
  /** Counts in 32-bit floats are exact to 2^24 only. */
  'rounded-counts': { readonly layers: number };
  /** Statistics of pairs, flow or vocabulary are of part of the tokens. */
  'sampled-statistics': { readonly tokens: number; readonly of: number };
  /** Scores of all experts and no choices: the highest k were chosen here, as by a router that adds nothing to choose. */
  'chosen-here': { readonly topK: number; readonly isKnown: boolean };
  /** Tokens of more classes than are kept apart. */
  'classes-left-out': { readonly tokens: number };
  /** No trace at all: what routers would choose by their weights alone. */
  estimated: {
    readonly from: 'probes' | 'tokens';
    readonly vectors: number;
    /** Layers whose norm before the router was not found. */
    readonly withoutNorm: readonly number[];
  };
  /** The checkpoint that it stands beside can't have been routed like this. */
  'other-model': {
    readonly what: 'experts' | 'top-k' | 'layers';
    readonly trace: number;
    readonly model: number;
    readonly name: string;
  };
  /** The format can't tell something that people expect of it; `instead` is a sentence on what is shown in its place. */
  'not-in-format': { readonly what: string; readonly instead?: string };
}

export type FindingCode = keyof FindingFacts;

/** Findings that readers put right, and that a person may take back. */
export const correctedFindings = [
  'already-probabilities',
  'padding-ids',
  'dense-layers',
  'empty-steps',
  'physical-ids',
  'replicated-load',
  'same-counts-repeated',
  'sums-of-frequencies',
  'never-routed-rows',
  'repeated-choices',
] as const satisfies readonly FindingCode[];

export function isCorrected(code: string): code is (typeof correctedFindings)[number] {
  return correctedFindings.some((known) => known === code);
}

export type Finding<C extends FindingCode = FindingCode> = {
  [K in C]: {
    readonly code: K;
    readonly facts: FindingFacts[K];
    /** `corrected` may be taken back; `ignored` was taken back by the person; `told` has no cure. */
    readonly treatment: 'corrected' | 'ignored' | 'told';
  };
}[C];

export function finding<C extends FindingCode>(
  code: C,
  facts: FindingFacts[C],
  treatment: Finding['treatment'] = 'told',
): Finding {
  return { code, facts, treatment } as Finding;
}
