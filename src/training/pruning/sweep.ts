/** Plans that take more and more, measured one after the other on the sample. */
import type { Sweep, SweepAxis, SweepPoint } from '../../core/pruning/measured.ts';
import type { ModelEdits } from '../../core/pruning/model-edits.ts';
import { sweepOf } from '../../core/pruning/sweep.ts';
import type { MeasuredModel, MeasureOptions } from './measured-model.ts';

export interface SweptPlans {
  readonly axis: SweepAxis;
  /** By rising share. */
  readonly points: readonly { readonly removed: number; readonly edits: ModelEdits }[];
}

/** Reports what there is of the sweep after each point. */
export async function sweep(
  model: MeasuredModel,
  { axis, points }: SweptPlans,
  { report, ...options }: Omit<MeasureOptions, 'report'> & { readonly report: (sweep: Sweep) => void },
): Promise<Sweep> {
  const measured: SweepPoint[] = [];
  for (const { removed, edits } of points) {
    measured.push({ removed, measured: await model.measure(edits, 'sample', options) });
    report(sweepOf(measured, { axis, of: points.length }));
  }
  return sweepOf(measured, { axis, of: points.length });
}
