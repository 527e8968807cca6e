import { describe, expect, it } from 'vitest';
import { readingSpecimen } from '../../charts/usage/reading-specimen.ts';
import { specimenLook } from '../../charts/specimens.ts';
import { nothingSelected } from '../../core/trace/selection.ts';
import { joinExperts } from '../../core/usage/join-weights.ts';
import { formatLift, formatLogLift } from './lift-format.ts';
import { scatterGroups } from './scatter-groups.ts';
import { pickedLayers, shownLayer } from './usage.ts';

describe('the layer that is shown', () => {
  it('is the first that is picked, or has a picked expert, or there is', () => {
    const shown = (layers: number[], experts: { layer: number; expert: number }[]) =>
      shownLayer(readingSpecimen, { layers, experts, label: null })?.layer;
    expect(shown([], [])).toBe(1);
    expect(shown([5], [])).toBe(5);
    expect(shown([], [{ layer: 2, expert: 0 }])).toBe(2);
    expect(shown([99], [{ layer: 5, expert: 0 }])).toBe(5);
    expect(shownLayer({ layers: [] }, nothingSelected)).toBeNull();
  });

  it('comes first among those that are picked', () => {
    const [, layer] = readingSpecimen.layers;
    const picked = pickedLayers({ reading: readingSpecimen, layer: layer! }, [1, 2, 77]);
    expect(picked.map((one) => one.layer)).toEqual([2, 1]);
  });
});

describe('points of the scatter', () => {
  const joined = joinExperts({ layers: [1, 2], columns: [0, 1, 2] }, { layers: [1, 2], experts: 3 });

  it('are coloured by picked layer, those picked by themselves above all', () => {
    const selection = { layers: [2], experts: [{ layer: 2, expert: 1 }], label: null };
    expect(scatterGroups(joined, selection, specimenLook)).toEqual([
      { label: 'Layer 2', color: specimenLook.series[0], points: [3, 5] },
      { label: 'Selected', color: specimenLook.series[1], points: [4] },
    ]);
  });

  it('make no groups where nothing in sight is picked', () => {
    expect(scatterGroups(joined, { ...nothingSelected, layers: [9] }, specimenLook)).toEqual([]);
  });
});

describe('lifts', () => {
  it('are written as factors', () => {
    expect([formatLogLift(1), formatLogLift(-Infinity), formatLogLift(NaN)]).toEqual(['2 ×', 'never', '–']);
    expect([formatLift(0.25), formatLift(NaN)]).toEqual(['0.25 ×', '–']);
  });
});
