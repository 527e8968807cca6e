/** The model without each single expert in turn: the judge that criteria are held against. One pass of the sample an expert. */
import type { LeaveOneOut } from '../../core/pruning/measured.ts';
import { noEdits } from '../../core/pruning/model-edits.ts';
import { LAYER, type MeasuredModel, type MeasureOptions } from './measured-model.ts';

/** Of a model of one expert nothing is left to measure: its entries are NaN. */
export async function leaveOneOut(
  model: MeasuredModel,
  { report, ...options }: MeasureOptions,
): Promise<LeaveOneOut> {
  const { experts } = model;
  const { samples, before } = await model.measure(noEdits, 'sample', options);
  const lossWithout = new Array<number>(experts).fill(NaN);
  const accuracyWithout = [...lossWithout];
  for (let expert = 0; expert < experts && experts > 1; expert++) {
    const kept = othersThan(expert, experts);
    const { after } = await model.measure({ ...noEdits, kept }, 'sample', options);
    lossWithout[expert] = after.loss;
    accuracyWithout[expert] = after.accuracy;
    report?.((expert + 1) / experts);
  }
  const { loss, accuracy } = before;
  return { layer: LAYER, samples, loss, accuracy, lossWithout, accuracyWithout };
}

function othersThan(expert: number, experts: number): readonly number[] {
  return Array.from({ length: experts }, (_, id) => id).filter((id) => id !== expert);
}
