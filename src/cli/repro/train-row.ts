/** One row of a preset, trained and judged as its table judges. */
import type { Recipe } from '../../core/recipe.ts';
import { mutualInformation } from '../../core/routing/statistics/mutual-information.ts';
import { sampleEntropyBits, usageEntropyBits } from '../../core/routing/statistics/gate-sums.ts';
import type { Dataset } from '../../training/datasets/dataset.ts';
import { evaluate } from '../../training/evaluation.ts';
import { inherit } from '../../training/inheritance.ts';
import type { PresetRow } from '../../training/presets/preset.ts';
import { Run } from '../../training/run.ts';
import { takeSnapshot, type NamedArray } from '../../training/snapshot.ts';

/** Errors are shares of 1, the rest is in bits. */
export interface RowFigures {
  readonly trainError: number;
  readonly testError: number;
  /** I of the first choice and the predicted class, and of it and the true one. */
  readonly informationBits: number;
  readonly trueInformationBits: number;
  readonly gateEntropyBits: number;
  readonly usageEntropyBits: number;
  readonly seconds: number;
}

export interface RowSettings {
  readonly seed: number;
  readonly epochs: number;
}

export async function trainRow(
  { recipe, teacher }: PresetRow,
  { dataset, ...settings }: RowSettings & { readonly dataset: Dataset },
): Promise<RowFigures> {
  const begun = performance.now();
  const taught = teacher === undefined ? null : await weightsOf({ ...teacher, ...settings }, dataset);
  const run = new Run({ ...recipe, ...settings }, dataset);
  if (taught !== null) inherit(run.model, { weights: taught, frozen: ['experts'] });
  while (!run.isDone) run.advance();
  const figures = await judge(run);
  run.dispose();
  return { ...figures, seconds: (performance.now() - begun) / 1000 };
}

async function weightsOf(recipe: Recipe, dataset: Dataset): Promise<readonly NamedArray[]> {
  const run = new Run(recipe, dataset);
  while (!run.isDone) run.advance();
  const { weights } = await takeSnapshot(run);
  run.dispose();
  return weights;
}

async function judge(run: Run): Promise<Omit<RowFigures, 'seconds'>> {
  const { dataset, model, trained } = run;
  const test = await run.evaluateTest();
  const train = await evaluate(model, { dataset, split: 'train', samples: trained });
  return {
    trainError: 1 - train.correct / train.samples,
    testError: 1 - test.correct / test.samples,
    informationBits: mutualInformation(test.byPrediction.choices).bits,
    trueInformationBits: mutualInformation(test.byClass.choices).bits,
    gateEntropyBits: sampleEntropyBits(test.gates),
    usageEntropyBits: usageEntropyBits(test.gates),
  };
}
