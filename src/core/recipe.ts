/** A recipe: all settings of a training run, as data. The same recipe and seed give the same run on the same backend. */
import type { ParameterValue } from './parameters.ts';

/** One entry of a registry and the values of its declared parameters. */
export interface PartChoice {
  readonly id: string;
  readonly values: Readonly<Record<string, ParameterValue>>;
}

export interface Recipe {
  readonly dataset: PartChoice;
  /** From a sample to features, or to tokens. */
  readonly encoder: PartChoice;
  /** What the gate makes of the features for itself: it and the experts may see different things. */
  readonly trunk: PartChoice;
  /** Where the experts stand: as heads, in a hidden layer, or in a block over tokens. */
  readonly placement: PartChoice;
  readonly router: PartChoice;
  readonly experts: PartChoice;
  readonly loss: PartChoice;
  readonly regularizers: readonly PartChoice[];
  readonly optimizer: PartChoice;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
}
