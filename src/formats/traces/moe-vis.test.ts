import { describe, expect, it } from 'vitest';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { moeVis } from './moe-vis.ts';

function expertsLine(layer: number, experts: readonly number[][], projection = 'down') {
  const sizes = { n_used: experts[0]?.length ?? 0, n_tokens: experts.length };
  return { layer, name: `ffn_moe_${projection}-${layer}`, ...sizes, experts };
}

function weightsLine(layer: number, weights: readonly number[][]) {
  return { wlayer: layer, n_used: weights[0]!.length, n_tokens: weights.length, weights };
}

function fileOf(...lines: readonly object[]) {
  return textFile('unknown', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** A layer of one forward pass, as the patch writes it. */
function passOf(layer: number, experts: readonly number[][], weights: readonly number[][]) {
  return [
    weightsLine(layer, weights),
    ...['gate', 'up', 'down'].map((projection) => expertsLine(layer, experts, projection)),
  ];
}

const request = [
  ...passOf(
    0,
    [
      [1, 0],
      [3, 2],
    ],
    [
      [0.75, 0.25],
      [0.5, 0.5],
    ],
  ),
  ...passOf(
    1,
    [
      [2, 1],
      [0, 3],
    ],
    [
      [1, 0],
      [0.75, 0.25],
    ],
  ),
  ...passOf(0, [[3, 1]], [[0.5, 0.25]]),
  ...passOf(1, [[1, 2]], [[0.25, 0.5]]),
];

describe('a trace of moe-vis', () => {
  it('is told by what it holds', async () => {
    expect(await moeVis.recognises(fileOf(...request))).toBe(true);
    expect(await moeVis.recognises(fileOf(expertsLine(0, [[1]])))).toBe(true);
    expect(await moeVis.recognises(fileOf({ layer: 0, token: 1, experts: [1] }))).toBe(false);
  });

  it('counts a layer’s projections once, with their weights', async () => {
    const { choices, batches, findings } = await readRecorded(moeVis, [fileOf(...request)]);
    expect(batches).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(
      choices.map(({ layer, document, experts, weights }) => [layer, document, experts, weights]),
    ).toEqual([
      [0, 0, [1, 0], [0.75, 0.25]],
      [1, 0, [2, 1], [1, 0]],
      [0, 0, [3, 2], [0.5, 0.5]],
      [1, 0, [0, 3], [0.75, 0.25]],
      [0, 0, [3, 1], [0.5, 0.25]],
      [1, 0, [1, 2], [0.25, 0.5]],
    ]);
    expect(findings).toEqual([
      {
        code: 'same-counts-repeated',
        facts: { names: ['ffn_moe_down', 'ffn_moe_up'] },
        treatment: 'corrected',
      },
    ]);
  });

  it('counts all of them where that is taken back', async () => {
    const { choices, findings } = await readRecorded(moeVis, [fileOf(...request)], ['same-counts-repeated']);
    expect(choices).toHaveLength(18);
    expect(findings[0]?.treatment).toBe('ignored');
  });

  it('begins a request with many tokens at once', async () => {
    const { choices } = await readRecorded(moeVis, [fileOf(...request, ...request)]);
    expect(choices.map(({ document }) => document)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it('may have weights behind the choices, or none', async () => {
    const late = [expertsLine(0, [[1, 0]]), weightsLine(0, [[0.75, 0.25]]), expertsLine(0, [[2, 0]])];
    const { choices } = await readRecorded(moeVis, [fileOf(...late)]);
    expect(choices.map(({ experts, weights }) => [experts, weights])).toEqual([
      [
        [1, 0],
        [0.75, 0.25],
      ],
      [[2, 0], null],
    ]);
  });

  it('without names: a line like the one before, of the same layer, is a repetition', async () => {
    const plain = (layer: number, experts: number[][]) => ({ layer, experts });
    const lines = [plain(0, [[1]]), plain(0, [[1]]), plain(1, [[1]]), plain(0, [[1]]), plain(1, [[2]])];
    const { choices, findings } = await readRecorded(moeVis, [fileOf(...lines)]);
    expect(choices.map(({ layer, experts }) => [layer, experts])).toEqual([
      [0, [1]],
      [1, [1]],
      [0, [1]],
      [1, [2]],
    ]);
    expect(findings.map(({ facts }) => facts)).toEqual([{ names: ['experts'] }]);
  });

  it.each([
    ['has no layer', { layer: -1, experts: [[1]] }],
    ['has no layer', { layer: '1', experts: [[1]] }],
    ['has no list of experts or weights of each token', { layer: 1, experts: [1] }],
    ['has no list of experts or weights of each token', { prompt: 'hi' }],
    ['is no JSON object with lists of numbers', { layer: 1, experts: [[1], [2, 3]] }],
  ])('leaves out a line that %s', async (detail, line) => {
    const { findings } = await readRecorded(moeVis, [fileOf(expertsLine(0, [[1]]), line)]);
    expect(findings[0]).toMatchObject({ code: 'unreadable-lines', facts: { lines: 1, first: 2, detail } });
  });

  it('cut off anywhere ends in what is whole, or in a fault', async () => {
    const text = request.map((line) => `${JSON.stringify(line)}\n`).join('');
    const bytes = new TextEncoder().encode(text);
    const ends = await readCutOff(
      moeVis,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(new Set(ends.slice(text.indexOf('\n')))).toEqual(new Set(['read']));
    expect(new Set(ends)).toEqual(new Set(['unknown', 'malformed', 'read']));
  });
});
