/** The rows of Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703, which their tables have for every dataset. */
import type { PartChoice, Recipe } from '../../core/recipe.ts';
import type { PresetRow, PublishedFigures } from './preset.ts';
import { part, recipeWith } from './recipes.ts';

/** Their networks for a dataset. */
export interface PublishedSetUp {
  readonly dataset: PartChoice;
  readonly experts: number;
  readonly expert: PartChoice['values'];
  readonly trunk: PartChoice['values'];
  readonly batchSize: number;
  /** Regularisers of all rows. */
  readonly always?: readonly PartChoice[];
}

/** Train error, test error, I, H_s, H_u, as their notebooks have them. */
export type Figures = readonly [number, number, number?, number?, number?];

export function rowsFor(setUp: PublishedSetUp) {
  const { always = [] } = setUp;
  const recipe = ({ regularizers = [], ...changes }: Partial<Recipe>): Recipe =>
    recipeWith({
      dataset: setUp.dataset,
      trunk: part('krishnamurthy', setUp.trunk),
      experts: part('krishnamurthy-cnn', { ...setUp.expert, count: setUp.experts }),
      loss: part('cooperative'),
      regularizers: [...always, ...regularizers],
      epochs: 20,
      batchSize: setUp.batchSize,
      ...changes,
    });
  const attentive = (regularizers: readonly PartChoice[]): Recipe =>
    recipe({
      router: part('attentive', { width: 32 }),
      trunk: part('krishnamurthy', { ...setUp.trunk, isRectified: false }),
      regularizers,
    });
  return {
    single: (figures: Figures): PresetRow => ({
      label: 'Single network, as large as one expert',
      recipe: recipe({
        router: part('dense'),
        trunk: part('none'),
        experts: part('krishnamurthy-cnn', { ...setUp.expert, count: 1 }),
      }),
      published: published(figures),
    }),
    original: (label: string, regularizers: readonly PartChoice[], figures: Figures): PresetRow => ({
      label: `Original mixture${label}`,
      recipe: recipe({ regularizers }),
      published: published(figures),
    }),
    attentive: (label: string, regularizers: readonly PartChoice[], figures: Figures): PresetRow => ({
      label: `Attentive gate${label}`,
      recipe: attentive(regularizers),
      published: published(figures),
    }),
    /** Its teacher is the attentive mixture with the same regularisers. */
    distilled: (label: string, regularizers: readonly PartChoice[], figures: Figures): PresetRow => ({
      label: `Distilled from attentive${label}`,
      recipe: recipe({
        trunk: part('krishnamurthy', { ...setUp.trunk, isRectified: false }),
        regularizers,
        start: { kind: 'recipe', recipe: attentive(regularizers), frozen: ['experts'] },
      }),
      published: published(figures),
    }),
  };
}

/** L_importance, with the variance that their code has. */
export function importanceOf(strength: number): readonly PartChoice[] {
  return [part('importance', { strength, variance: 'sample' })];
}

/** L_s, in the form that gives the published strengths their meaning. */
export function similarityOf(same: number, different: number): readonly PartChoice[] {
  return [part('sample-similarity', { same, different, form: 'published' })];
}

function published([trainError, testError, informationBits, gateEntropyBits, usageEntropyBits]: Figures) {
  return {
    trainError,
    testError,
    ...(informationBits !== undefined && { informationBits }),
    ...(gateEntropyBits !== undefined && { gateEntropyBits }),
    ...(usageEntropyBits !== undefined && { usageEntropyBits }),
  } satisfies PublishedFigures;
}

/** What is said of all their datasets. */
export const publishedProtocol =
  'Adam with rate 0.001, 20 epochs, ten runs; the run with the lowest training error is reported. I is between the gate’s first choice and the class that the mixture predicts.';

export const sharedDepartures = [
  'Figures are of the authors’ notebooks and tables of results, not of the typeset paper.',
  'A part of the training samples, 2,000, is held back for validation.',
  'The importance penalty is a squared coefficient of variation, theirs is the coefficient itself.',
  'Before a distilled gate its attentive teacher is trained, with the same penalties and for as many epochs; how long theirs were is not known.',
  'Which weights of L_s the attentive rows had is known only where the label says so; the others have those of the original mixture.',
] as const;
