/** What can be asked of dropped files, and what comes of them. */
import type { Dataset } from '../dataset.ts';
import type { DataFileOptions } from '../reading/data-file.ts';
import type { TableChoice, TableSurvey } from '../tables/survey.ts';

export interface DroppedOptions extends DataFileOptions {
  /** How a table is to be read; the survey's proposal unless given. */
  readonly choice?: TableChoice;
  /** Words that a text dataset tells apart; 10,000 unless given. */
  readonly vocabularySize?: number;
  /** Of the division, where the files have no test split. */
  readonly seed?: number;
  /** CIFAR-100 by its 20 superclasses. */
  readonly isCoarse?: boolean;
}

export interface DroppedDataset {
  readonly dataset: Dataset;
  /** For a table: what its columns hold, and which of them were taken. */
  readonly table: { readonly survey: TableSurvey; readonly choice: TableChoice } | null;
}
