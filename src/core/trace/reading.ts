/** What was read of a trace: sums and small tables, all that charts need. Plain data that crosses threads. */
import type { Matrix } from '../routing/matrix.ts';
import type { ClassCounts } from '../routing/statistics/class-counts.ts';
import type { GateSums } from '../routing/statistics/gate-sums.ts';
import type { Histogram } from '../routing/statistics/histogram.ts';
import type { RoutingCounts } from '../routing/statistics/routing-counts.ts';
import type { Finding } from './finding.ts';
import type { InputEnergies, TraceFacts } from './trace-sink.ts';

export interface TraceReading {
  /** Id of the importer in `formats/traces`, and what people call the producer. */
  readonly format: string;
  readonly formatName: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly facts: Partial<TraceFacts>;
  /** By rising id. */
  readonly layers: readonly LayerReading[];
  readonly scores: readonly ScoreTable[];
  readonly similarities: readonly SimilarityTable[];
  /** What goes into the matrices of experts, where the producer tells; of no more layers than there is room for. */
  readonly inputEnergies: readonly InputEnergies[];
  readonly findings: readonly Finding[];
}

export interface LayerReading {
  readonly layer: number;
  readonly experts: number;
  /** Mean number of experts a token; null where tokens are not known. */
  readonly topK: number | null;
  /** Null where the producer does not tell. */
  readonly tokens: number | null;
  /** `tokensBySize` is all zero where tokens are not known. */
  readonly counts: RoutingCounts;
  readonly hasFirstChoices: boolean;
  /** [G, E]: choices by document; documents beyond the limit share rows. Null where there is one or none. */
  readonly documents: Matrix | null;
  /** Choices over time. */
  readonly steps: StepReading | null;
  readonly classes: ClassCounts | null;
  /** Of all experts' probabilities, against log₂ E. */
  readonly gates: GateSums | null;
  /** Of the chosen experts' weights, made to sum to 1, against log₂ k. */
  readonly selected: {
    readonly entropy: Histogram;
    readonly highest: Histogram;
    readonly margin: Histogram;
  } | null;
  /** Sum of gate weights by expert, [E]. */
  readonly weightSums: Float64Array | null;
  /** Pairs and the counts of the same tokens, which may be a sample. */
  readonly pairs: { readonly counts: Matrix; readonly of: RoutingCounts } | null;
  /** To the next layer of the trace. */
  readonly flow: { readonly to: number; readonly counts: Matrix } | null;
  readonly vocabulary: VocabularyReading | null;
}

export interface StepReading {
  /** The producer's number of the first step of each row. */
  readonly ids: Float64Array;
  /** Steps that were added up in a row, about: more than 1 where there are more of them than rows. */
  readonly stepsPerRow: number;
  /** [S, E]. */
  readonly choices: Matrix;
}

/** By vocabulary id: what OLMoE calls vocabulary specialisation, and the ids that say most of each expert. */
export interface VocabularyReading {
  /** True where ids were too many to be kept: some of them are, with all of their occurrences. */
  readonly isSample: boolean;
  /** Distinct ids, and the tokens that they are. */
  readonly ids: number;
  readonly tokens: number;
  /** Mean over ids that occur often enough, and of a router that knows no tokens (by permutation). */
  readonly mean: number;
  readonly meanByChance: number;
  /** [E]. */
  readonly byExpert: Float64Array;
  readonly byExpertByChance: Float64Array;
  /** Of each expert, ids by falling share: at most a dozen. */
  readonly favourites: readonly (readonly {
    readonly tokenId: number;
    readonly count: number;
    readonly share: number;
  }[])[];
}

/** [E, E] of one layer: what a producer compared its experts by. */
export interface SimilarityTable {
  readonly id: string;
  readonly layer: number;
  readonly values: Matrix;
}

/** [L, E] of a producer's own numbers. */
export interface ScoreTable {
  readonly id: string;
  readonly layers: Int32Array;
  readonly values: Matrix;
}
