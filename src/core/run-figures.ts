/**
 * What the end of a run comes to, figure by figure: the columns of tables over runs, and what charts of grids show.
 * Measures that are watched while a run goes on, and measures of its experts' weights, in one list.
 */
import type { EvaluationPoint } from './run-history.ts';
import { runMeasures, type RunMeasure } from './run-measures.ts';
import { weightCurve } from './run-moment.ts';
import { measureList, type Measure, type MeasureId } from './sketch/measure-list.ts';

export interface RunFigure {
  /** As exports carry it: never changed. */
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly unit: RunMeasure['unit'];
  readonly formula: string;
  readonly explanation: string;
  readonly reference: { readonly text: string; readonly href?: string };
  /** Of the whole test split; NaN where there is nothing to measure. */
  readonly compute: (end: EvaluationPoint) => number;
}

const watched = ({ ofLook, ...words }: RunMeasure): RunFigure => ({ ...words, compute: ofLook });

const ofWeights = (id: MeasureId): RunFigure => {
  const measure: Measure = measureList.find((known) => known.id === id)!;
  const { name, shortName, kind, formula, explanation, reference } = measure;
  return {
    id,
    name: `${name} of the experts’ weights`,
    shortName,
    unit: kind === 'fraction' ? 'percent' : 'number',
    formula,
    explanation,
    reference: { text: reference },
    compute: ({ weights }) => measure.compute(weightCurve(weights), { population: 'all', quantity: 'mass' }),
  };
};

export const runFigures: readonly RunFigure[] = [
  watched(runMeasures.accuracy),
  watched(runMeasures.loss),
  ofWeights('gini'),
  ofWeights('hoyer'),
  ofWeights('kept-mass-90'),
  ofWeights('zeros'),
  watched(runMeasures.information),
  watched(runMeasures.gateEntropy),
  watched(runMeasures.usageEntropy),
  watched(runMeasures.idle),
  watched(runMeasures.imbalance),
  watched(runMeasures.expertsPerSample),
  watched(runMeasures.dropped),
];

/** The first one for an id that is unknown. */
export function runFigure(id: string): RunFigure {
  return runFigures.find((figure) => figure.id === id) ?? runFigures[0]!;
}
