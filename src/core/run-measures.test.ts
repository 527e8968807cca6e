import { describe, expect, it } from 'vitest';
import { matrixOf } from './routing/matrix.ts';
import type { EvaluationPoint } from './run-history.ts';
import { runMeasures, runNotions, type RunMeasure } from './run-measures.ts';

const look = {
  loss: 0.3,
  accuracy: 0.9,
  load: [50, 46, 4, 0],
  byClass: matrixOf([
    [50, 0],
    [0, 50],
  ]),
  byPrediction: matrixOf([
    [25, 25],
    [25, 25],
  ]),
} as unknown as EvaluationPoint;

describe('measures of a run', () => {
  it('count an expert with less than a tenth of an even share as idle', () => {
    expect(runMeasures.idle.ofLook(look)).toBe(1);
    expect(runMeasures.idle.ofLook({ ...look, load: [50, 48, 2, 0] })).toBe(2);
  });

  it('hold the busiest expert against an even share', () => {
    expect(runMeasures.imbalance.ofLook(look)).toBe(2);
  });

  it('tell information about true from that about predicted classes', () => {
    expect(runMeasures.information.ofLook(look)).toBe(1);
    expect(runMeasures.informationPredicted.ofLook(look)).toBe(0);
  });

  it('have ids of their own, and words that say something', () => {
    const measures: readonly RunMeasure[] = Object.values(runMeasures);
    expect(new Set(measures.map(({ id }) => id)).size).toBe(measures.length);
    for (const { name, formula, explanation, reference } of [...measures, ...Object.values(runNotions)]) {
      expect(name).not.toBe('');
      expect(formula).not.toBe('');
      expect(explanation).toMatch(/^[A-Z].*\.$/);
      expect(reference.text).not.toBe('');
    }
  });
});
