import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../core/routing/matrix.ts';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { moeScopeRun } from './moe-scope-run.ts';

const run = {
  format: 'moe-scope-trace',
  version: 1,
  dataset: 'MNIST',
  split: 'test',
  layers: 1,
  experts: 4,
  classes: ['zero', 'one'],
  labels: [1, 0],
  predictions: [1, 1],
  sampleOf: null as number[] | null,
  chosen: [[3, 1], [2]],
  gates: [[0.75, 0.25], [1]],
};

function fileOf(changes: object = {}) {
  return textFile('unknown', JSON.stringify({ ...run, ...changes }));
}

describe('the routing of a trained run', () => {
  it('is told by what it holds', async () => {
    expect(await moeScopeRun.recognises(fileOf())).toBe(true);
    expect(
      await moeScopeRun.recognises(textFile('routing-trace.json', '{"format": "moe-scope-trace"}')),
    ).toBe(false);
  });

  it('is choices by class; experts that were full are none', async () => {
    const { choices, facts } = await readRecorded(moeScopeRun, [fileOf()]);
    const rest = { layer: 0, document: 0, step: null, tokenId: null };
    expect(choices).toEqual([
      { ...rest, experts: [3, 1], weights: [0.75, 0.25], label: 1 },
      { ...rest, experts: [2, -1], weights: [1, 0], label: 0 },
    ]);
    expect(facts).toEqual({
      topK: 2,
      experts: 4,
      dataset: 'MNIST, test',
      classes: ['zero', 'one'],
      order: 'weight',
    });
  });

  it('has samples of several tokens as documents', async () => {
    const tokens = { sampleOf: [0, 0, 1], chosen: [[0], [1], [2]], gates: [[1], [1], [1]] };
    const { choices, facts } = await readRecorded(moeScopeRun, [fileOf(tokens)]);
    expect(choices.map(({ document, label, experts }) => [document, label, experts])).toEqual([
      [0, 1, [0]],
      [0, 1, [1]],
      [1, 0, [2]],
    ]);
    expect(facts.documentName).toBe('sample');
  });

  it('has similarities of what experts say, where it has them', async () => {
    const outputSimilarity = [
      [1, 0.5],
      [0.5, 1],
    ];
    const { similarities } = await readRecorded(moeScopeRun, [fileOf({ outputSimilarity })]);
    expect(similarities).toEqual([{ layer: 0, id: 'outputs', values: matrixOf(outputSimilarity) }]);
    expect((await readRecorded(moeScopeRun, [fileOf()])).similarities).toEqual([]);
    const meanOutputs = [
      [0, 0],
      [3, 4],
    ];
    const near = (await readRecorded(moeScopeRun, [fileOf({ meanOutputs })])).similarities;
    expect(near).toEqual([
      {
        layer: 0,
        id: 'mean-outputs',
        values: matrixOf([
          [1, 1 / 6],
          [1 / 6, 1],
        ]),
      },
    ]);
  });

  it('has sums of what experts put out and mean squares of what they are given, where it has them', async () => {
    const told = {
      scores: { ean_sum: [1, 2.5, 0, 4] },
      inputEnergies: { inputs: [[0.5, 2], null], units: [[1], null] },
    };
    const { scores, inputEnergies } = await readRecorded(moeScopeRun, [fileOf(told)]);
    expect(scores).toEqual([{ table: 'ean_sum', layer: 0, values: [1, 2.5, 0, 4] }]);
    expect(inputEnergies).toEqual([
      { layer: 0, of: 'inputs', experts: 2, values: Float32Array.of(0.5, 2, NaN, NaN) },
      { layer: 0, of: 'units', experts: 2, values: Float32Array.of(1, NaN) },
    ]);
    const without = await readRecorded(moeScopeRun, [fileOf({ scores: null, inputEnergies: null })]);
    expect([without.scores, without.inputEnergies]).toEqual([[], []]);
  });

  it.each([
    ['“scores” has no lists of numbers', { scores: { ean_sum: ['1'] } }],
    ['“scores” has no lists of numbers', { scores: [1] }],
    ['“inputEnergies” has not as many numbers for each expert', { inputEnergies: { inputs: [[1]] } }],
    [
      '“inputEnergies” has not as many numbers for each expert',
      { inputEnergies: { inputs: [[1], [1, 2]], units: [[1], [1]] } },
    ],
    ['“meanOutputs” has not as many numbers for each expert', { meanOutputs: [[1, 0.5], [1]] }],
    ['“outputSimilarity” is no square of numbers', { outputSimilarity: [[1, 0.5], [1]] }],
    ['it is no routing trace', { format: 'other' }],
    ['its labels are no list of whole numbers', { labels: [0.5, 1] }],
    ['“chosen” is no list of lists of experts', { chosen: [[-1], [2]] }],
    ['“gates” has not one number an expert chosen', { gates: [[1], [1]] }],
    ['“sampleOf” is no list of whole numbers', { sampleOf: 1 }],
    ['it has not one sample a token', { labels: [1] }],
  ])('is refused where %s', async (detail, changes) => {
    await expect(readRecorded(moeScopeRun, [fileOf(changes)])).rejects.toMatchObject({
      code: 'malformed',
      facts: { detail },
    });
  });

  it('cut off anywhere ends in a fault', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(run));
    const ends = await readCutOff(
      moeScopeRun,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(new Set(ends)).toEqual(new Set(['unknown', 'malformed']));
  });
});
