import { describe, expect, it } from 'vitest';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { expertProfile } from './expert-profile.ts';

const layer = {
  total_tokens: 10,
  activation_counts: [12, 0, 8],
  activation_frequency: [1.2, 0, 0.8],
  avg_gate_weight: [0.5, 0, 0.25],
  ean_mean: [2, 0, 3],
  reap: [1, 0, 0.75],
  never_activated: 1,
};

function fileOf(profile: object) {
  return textFile('unknown', JSON.stringify(profile, null, 2));
}

describe('an expert profile', () => {
  it('is told by what it holds', async () => {
    expect(await expertProfile.recognises(fileOf({ 1: layer }))).toBe(true);
    expect(await expertProfile.recognises(fileOf({ model: layer }))).toBe(false);
    expect(await expertProfile.recognises(fileOf({ 1: {} }))).toBe(false);
  });

  it('is counts and means of the layers that have experts; an expert never chosen has no mean', async () => {
    const { counts, scores, facts } = await readRecorded(expertProfile, [fileOf({ 1: layer, 6: layer })]);
    expect(facts).toEqual({ experts: 3 });
    expect(counts).toEqual([
      { layer: 1, counts: [12, 0, 8], tokens: 10 },
      { layer: 6, counts: [12, 0, 8], tokens: 10 },
    ]);
    expect(scores.slice(0, 3)).toEqual([
      { table: 'avg_gate_weight', layer: 1, values: [0.5, NaN, 0.25] },
      { table: 'ean_mean', layer: 1, values: [2, NaN, 3] },
      { table: 'reap', layer: 1, values: [1, NaN, 0.75] },
    ]);
  });

  it('may be older, with one score', async () => {
    const old = { total_tokens: 2, activation_counts: [1, 3], importance_score: [0.5, 0.25] };
    const { scores } = await readRecorded(expertProfile, [fileOf({ 0: old })]);
    expect(scores).toEqual([{ table: 'importance_score', layer: 0, values: [0.5, 0.25] }]);
  });

  it.each([
    ['layer 1 is no object', { 0: layer, 1: 3 }],
    ['activation_counts of layer 0 are no numbers', { 0: { ...layer, activation_counts: ['1'] } }],
    ['activation_counts of layer 0 are no numbers', { 0: { ...layer, activation_counts: [] } }],
  ])('is refused where %s', async (detail, profile) => {
    await expect(readRecorded(expertProfile, [fileOf(profile)])).rejects.toMatchObject({
      code: 'malformed',
      facts: { detail },
    });
  });

  it('cut off anywhere ends in a fault', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ 1: layer }, null, 2));
    const ends = await readCutOff(
      expertProfile,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(new Set(ends)).toEqual(new Set(['unknown', 'malformed']));
  });
});
