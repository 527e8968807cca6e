/**
 * A preset: an experiment of a paper as recipes, one for each row of its table, with what differs from the paper said.
 * Plain data, so that the page can offer it.
 */
import type { Recipe } from '../../core/recipe.ts';
import type { Paper } from '../part.ts';

/** What papers report of a row. Errors and accuracies are shares of 1; entropies and information in bits. */
export interface PublishedFigures {
  readonly trainError?: number;
  readonly testError?: number;
  readonly validationAccuracy?: number;
  readonly testAccuracy?: number;
  readonly perplexity?: number;
  /** I(E;Y) of the chosen expert and the class that it predicts. */
  readonly informationBits?: number;
  /** H_s and H_u: of a sample's gate, and of the mean gate. */
  readonly gateEntropyBits?: number;
  readonly usageEntropyBits?: number;
  readonly importanceVariation?: number;
  readonly loadVariation?: number;
  /** Load of the busiest expert over the mean. */
  readonly imbalance?: number;
}

export interface PresetRow {
  readonly label: string;
  readonly recipe: Recipe;
  readonly published?: PublishedFigures;
}

export interface Preset {
  /** As links spell it: never changed. */
  readonly id: string;
  readonly name: string;
  /** One or two sentences: what is to be seen. */
  readonly explanation: string;
  readonly papers: readonly Paper[];
  /** In a sentence each: samples, network, and how it is trained and judged in the paper. */
  readonly data: string;
  readonly backbone: string;
  readonly protocol: string;
  /** Where these recipes differ from the paper. */
  readonly departures: readonly string[];
  /** The first is what opens. */
  readonly rows: readonly PresetRow[];
}
