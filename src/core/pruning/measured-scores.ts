/** What was measured of a trained model, as numbers of each expert that criteria ask for. */
import type { MeasuredScores } from './measured.ts';
import type { ScoreTable } from './plan-input.ts';

/** Ids of the tables, and of the criteria that read them. */
export const scoreIds = { leaveOneOut: 'leave-one-out', reconstruction: 'naee' } as const;

/** High for experts that the model needs. */
export function scoreTables({ leaveOneOut, reconstruction }: MeasuredScores): readonly ScoreTable[] {
  const { lossWithout, loss } = leaveOneOut;
  const experts = lossWithout.length;
  // an expert that is in many of the best sets, from the smallest to the largest, is needed most
  const timesKept = new Float64Array(experts);
  for (const { kept } of reconstruction.best) for (const expert of kept) timesKept[expert]!++;
  const rise = Float64Array.from(lossWithout, (without) => without - loss);
  return [
    {
      id: scoreIds.leaveOneOut,
      name: 'Leave-one-out',
      layers: [{ layer: leaveOneOut.layer, scores: rise }],
    },
    {
      id: scoreIds.reconstruction,
      name: 'NAEE',
      layers: [{ layer: reconstruction.layer, scores: timesKept }],
    },
  ];
}
