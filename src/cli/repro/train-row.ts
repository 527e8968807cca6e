/** One row of a preset, trained and judged as its table judges. */
import type { Recipe } from '../../core/recipe.ts';
import { mutualInformation } from '../../core/routing/statistics/mutual-information.ts';
import { sampleEntropyBits, usageEntropyBits } from '../../core/routing/statistics/gate-sums.ts';
import { beginRun } from '../../training/begin-run.ts';
import type { Dataset } from '../../training/datasets/dataset.ts';
import { evaluate } from '../../training/evaluation.ts';
import type { PresetRow } from '../../training/presets/preset.ts';
import type { Run } from '../../training/run.ts';

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
  { recipe }: PresetRow,
  { dataset, ...settings }: RowSettings & { readonly dataset: Dataset },
): Promise<RowFigures> {
  const begun = performance.now();
  const run = await beginRun(withSettings(recipe, settings), { load: () => Promise.resolve(dataset) });
  while (!run.isDone) run.advance();
  const figures = await judge(run);
  run.dispose();
  return { ...figures, seconds: (performance.now() - begun) / 1000 };
}

/** What is trained before has the same seed, and as many epochs. */
function withSettings(recipe: Recipe, settings: RowSettings): Recipe {
  const { start } = recipe;
  if (start?.kind !== 'recipe') return { ...recipe, ...settings };
  return { ...recipe, ...settings, start: { ...start, recipe: withSettings(start.recipe, settings) } };
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
