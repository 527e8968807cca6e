/** From the history of a run to the lines of a chart. */
import type { RunHistory } from '../core/run-history.ts';
import type { RunMeasure } from '../core/run-measures.ts';
import type { LineSeries } from './line-chart.ts';

/** What each batch showed, and what validation data showed; lines without a point are left out. */
export function measureLines(
  { steps, evaluations }: RunHistory,
  { ofStep, ofLook }: RunMeasure,
  names: { readonly steps: string; readonly looks: string; readonly colors: readonly [string, string] },
): readonly LineSeries[] {
  const [stepColor, lookColor] = names.colors;
  const lines: readonly LineSeries[] = [
    {
      label: names.steps,
      color: stepColor,
      kind: 'steps',
      points: ofStep === null ? [] : steps.map((point) => [point.step, ofStep(point)]),
    },
    {
      label: names.looks,
      color: lookColor,
      kind: 'looks',
      points: evaluations.map((point) => [point.step, ofLook(point)]),
    },
  ];
  return lines.filter(({ points }) => points.length > 0);
}

/** One line for the measure: of the steps where they can tell, of the looks otherwise. */
export function measureLine(
  { steps, evaluations }: RunHistory,
  { ofStep, ofLook }: RunMeasure,
  { label, color, dash }: Pick<LineSeries, 'label' | 'color' | 'dash'>,
): LineSeries {
  return ofStep === null
    ? { label, color, dash, kind: 'looks', points: evaluations.map((point) => [point.step, ofLook(point)]) }
    : { label, color, dash, kind: 'steps', points: steps.map((point) => [point.step, ofStep(point)]) };
}
