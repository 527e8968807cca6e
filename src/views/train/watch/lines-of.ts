import type { LineSeries } from '../../../charts/line-chart.ts';
import { measureLine, measureLines } from '../../../charts/run-lines.ts';
import type { RunMeasure } from '../../../core/run-measures.ts';
import { liveLook } from '../../../ui/look/chart-look.ts';
import type { Watched } from './use-watched.ts';

/**
 * Lines of one measure. A run alone shows what batches and what validation data said, in two colours; beside others
 * each run has a colour, and of the others only validation data is drawn.
 */
export function linesOf(
  { name, history, compared }: Pick<Watched, 'name' | 'history' | 'compared'>,
  measure: RunMeasure,
): readonly LineSeries[] {
  const [own, second] = liveLook.series as readonly [string, string];
  if (compared.length === 0) {
    return measureLines(history, measure, {
      steps: 'Training batches',
      looks: 'Validation',
      colors: [own, second],
    });
  }
  const looks = { ...measure, ofStep: null };
  return [
    ...measureLines(history, measure, { steps: `${name}, batches`, looks: name, colors: [own, own] }),
    ...compared.map((run, i) =>
      measureLine(run.history, looks, { label: run.name, color: liveLook.series[i + 1]!, dash: undefined }),
    ),
  ];
}
