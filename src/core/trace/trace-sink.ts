/**
 * What a trace says, piece by piece: the words between an importer, which knows bytes, and the collector, which knows
 * statistics. An importer tells what it reads in the order it reads it and keeps nothing; a trace is never held.
 *
 * Ids of experts and layers are those of the model (logical, zero-based); −1 stands for no choice.
 */
import type { Finding } from './finding.ts';
import type { Matrix } from '../routing/matrix.ts';

/** How the scores of a router become weights. */
export const normalisations = ['softmax-then-top-k', 'top-k-then-softmax', 'sigmoid'] as const;
export type Normalisation = (typeof normalisations)[number];

/** Known of a trace as a whole; what is not told is unknown. */
export interface TraceFacts {
  /** Experts that a token chooses. */
  readonly topK: number;
  /** Experts of a layer, for layers of which the trace shows fewer. */
  readonly experts: number;
  /** What labels of tokens mean: class names, domains, files. */
  readonly classes: readonly string[];
  /** What a token's experts are listed by: only `weight` tells which one is first. */
  readonly order: 'weight' | 'none';
  /** How scores become weights, for what is shown of them. */
  readonly normalisation: Normalisation;
  /** What a document is here: a text, a batch, a forward pass, a request. */
  readonly documentName: string;
  /** What a step is, if the trace has any: an optimiser step, a forward pass, a training checkpoint. */
  readonly stepName: string;
  /** False where layers saw different tokens, however many; taken as true where their numbers agree. */
  readonly areSameTokens: boolean;
  /** The dataset or texts that were routed, as the producer names them. */
  readonly dataset: string;
}

export type IdArray = Int32Array | Int16Array | Uint16Array | Uint8Array;

/** Choices of the same tokens in one layer or several. */
export interface TokenBatch {
  readonly layers: readonly number[];
  readonly tokens: number;
  readonly slots: number;
  /** Expert of layer l (its place in `layers`), token t and slot s: ids[l · layer + t · token + s · slot]. */
  readonly ids: IdArray;
  readonly strides: { readonly layer: number; readonly token: number; readonly slot: number };
  /** Laid out like `ids`: what the outputs of the experts are multiplied by. */
  readonly weights?: Float32Array | Float64Array | null;
  /** [tokens]: id in the model's vocabulary. */
  readonly tokenIds?: ArrayLike<number> | null;
  /** [tokens]: index into the trace's classes, −1 for none; or one for all of them. */
  readonly labels?: ArrayLike<number> | number | null;
  /** Which document all of these tokens belong to; tokens of one document are not independent. */
  readonly document: number;
  readonly step?: number | null;
}

/** Choices that the producer has added up already. */
export interface CountedChoices {
  readonly layer: number;
  /** [E]. */
  readonly counts: ArrayLike<number>;
  /** Tokens behind them, where it is told. */
  readonly tokens?: number | null;
  /** [E]: first choices alone, where they are told. */
  readonly firstChoices?: ArrayLike<number> | null;
  /** Null if these are of many documents. */
  readonly document?: number | null;
  readonly step?: number | null;
  /** Index into the trace's classes, if all tokens are of one. */
  readonly label?: number | null;
}

/** What the router thought of all experts. */
export interface GateRows {
  readonly layer: number;
  readonly tokens: number;
  readonly experts: number;
  /** [tokens, experts]. */
  readonly values: Float32Array | Float64Array;
  /** `logits` as they claim to be: whether rows are probabilities already is the doctor's question. */
  readonly kind: 'logits' | 'probabilities';
  /** True if the trace has no ids of its own and the highest k of each row are its choices. */
  readonly areChoices: boolean;
  readonly tokenIds?: ArrayLike<number> | null;
  readonly labels?: ArrayLike<number> | number | null;
  readonly document: number;
  readonly step?: number | null;
}

/** A number of each expert of a layer that is no count: a saliency, a norm, an energy. */
export interface ScoreRow {
  /** Id as the producer writes it: `reap`, `ean_mean`. One table of all layers for each. */
  readonly table: string;
  readonly layer: number;
  /** [E], NaN where there is none. */
  readonly values: ArrayLike<number>;
}

/** Mean squares of what goes into each expert of a layer, input by input, over the tokens that were routed to it. */
export interface InputEnergies {
  readonly layer: number;
  /** Of what the layer's experts are given, or of their hidden units, which the last matrix takes. */
  readonly of: 'inputs' | 'units';
  readonly experts: number;
  /** [experts, inputs], row by row; NaN for an expert that no token reached. */
  readonly values: Float32Array;
}

export interface TraceSink {
  describe(facts: Partial<TraceFacts>): void;
  tokens(batch: TokenBatch): void;
  counts(counted: CountedChoices): void;
  gates(rows: GateRows): void;
  scores(row: ScoreRow): void;
  /** Told again of the same layer and kind, as gate and up both do, the last holds. */
  inputs(energies: InputEnergies): void;
  /** How often two experts of a layer were chosen by the same token, [E, E]: true co-activation only. */
  pairs(layer: number, counts: Matrix): void;
  /** Choices in a later layer by those in an earlier one, [E, E′]. */
  flow(from: number, to: number, counts: Matrix): void;
  /** How alike the experts of a layer are by what the producer compared, [E, E]: `outputs`, say. */
  similarity(layer: number, table: string, values: Matrix): void;
  /** How many tokens of a vocabulary id chose an expert. */
  vocabulary(
    layer: number,
    entry: { readonly expert: number; readonly tokenId: number; readonly count: number },
  ): void;
  /** What the doctor should say. */
  find(finding: Finding): void;
}
