import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensorEntry } from '../../../testing/tensors.ts';
import { forEachRun, type Region } from '../../region.ts';
import type { Projection } from '../../structure.ts';
import type { Axis, Match, TensorRule } from '../layout.ts';
import { cutTensor, type Surroundings } from './cut.ts';

const nothingKnown: Surroundings = { routed: null, configured: null, hidden: null, piecesLeft: 1e6 };

function claim(axes: readonly Axis[], split?: TensorRule['split']): { match: Match; param: string } {
  const rule: TensorRule = { role: 'expert', name: 'x', axes, ...(split && { split }) };
  return { match: { rule, projection: 'gateUp', expertAt: -1, block: '' }, param: '' };
}

function visited(region: Region, startElement = -Infinity, endElement = Infinity): number[] {
  const elements: number[] = [];
  forEachRun(region, { startElement, endElement }, (first, count, stride) => {
    for (let i = 0; i < count; i++) elements.push(first + i * stride);
  });
  return elements;
}

/** Size of each axis, an order of the axes as the layout claims them, and one as they lie in storage. */
const fused = fc
  .record({
    experts: fc.integer({ min: 1, max: 5 }),
    out: fc.integer({ min: 1, max: 4 }).map((half) => 2 * half),
    into: fc.integer({ min: 1, max: 5 }),
    axes: fc.constantFrom<Axis[]>(
      ['expert', 'out', 'in'],
      ['expert', 'in', 'out'],
      ['out', 'expert', 'in'],
      ['out', 'in', 'expert'],
      ['in', 'out', 'expert'],
      ['in', 'expert', 'out'],
    ),
    storage: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    split: fc.constantFrom<TensorRule['split']>('halves', 'interleaved', undefined),
    range: fc.tuple(fc.nat(200), fc.nat(200)),
  })
  .map(({ experts, out, into, axes, storage, ...rest }) => {
    const sizes = { expert: experts, out, in: into, 'expert-rows': 0 };
    const shape = axes.map((axis) => sizes[axis]);
    const strides = [0, 0, 0];
    let stride = 1;
    for (const axis of storage) {
      strides[axis] = stride;
      stride *= shape[axis]!;
    }
    return { axes, shape, strides, ...rest };
  });

/** Where one expert's half of a fused tensor lies, by asking of every index whose it is. */
function elementsByLoops(
  {
    axes,
    shape,
    strides,
    split,
  }: { axes: Axis[]; shape: number[]; strides: number[]; split: TensorRule['split'] },
  wanted: { expert: number; projection: Projection },
): number[] {
  const elements: number[] = [];
  const outs = shape[axes.indexOf('out')]!;
  for (let a = 0; a < shape[0]!; a++) {
    for (let b = 0; b < shape[1]!; b++) {
      for (let c = 0; c < shape[2]!; c++) {
        const index = [a, b, c];
        const out = index[axes.indexOf('out')]!;
        const isGate = split === 'halves' ? out < outs / 2 : out % 2 === 0;
        const projection = split === undefined ? 'gateUp' : isGate ? 'gate' : 'up';
        if (index[axes.indexOf('expert')] !== wanted.expert || projection !== wanted.projection) continue;
        elements.push(a * strides[0]! + b * strides[1]! + c * strides[2]!);
      }
    }
  }
  return elements.sort((x, y) => x - y);
}

describe('cutTensor', () => {
  it('gives each expert’s half the elements that nested loops give it, in every axis order and split', () => {
    fc.assert(
      fc.property(fused, (tensor) => {
        const { axes, shape, strides, split } = tensor;
        const { pieces } = cutTensor(tensorEntry('x', shape, { strides }), claim(axes, split), nothingKnown)!;
        for (const { expert, projection, region, parameters } of pieces) {
          const expected = elementsByLoops(tensor, { expert: expert!, projection: projection! });
          expect(visited(region)).toEqual(expected);
          expect(parameters).toBe(expected.length);
        }
      }),
      { seed: 20_261_122, numRuns: 400 },
    );
  });

  it('gives every element to exactly one piece, in any range of the tensor', () => {
    fc.assert(
      fc.property(fused, ({ axes, shape, strides, split, range: [a, b] }) => {
        const { pieces } = cutTensor(tensorEntry('x', shape, { strides }), claim(axes, split), nothingKnown)!;
        const elements = shape.reduce((product, size) => product * size, 1);
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const seen = pieces.flatMap(({ region }) => visited(region, start, end)).sort((x, y) => x - y);
        const first = Math.min(start, elements);
        expect(seen).toEqual(Array.from({ length: Math.min(end, elements) - first }, (_, i) => first + i));
      }),
      { seed: 20_261_122, numRuns: 400 },
    );
  });

  it('cuts rows that lie one below the other by the number of experts known', () => {
    const tensor = tensorEntry('x', [12, 5]);
    const rows = claim(['expert-rows', 'in']);
    const cut = cutTensor(tensor, rows, { ...nothingKnown, routed: 3 })!;
    expect(cut.pieces.map(({ expert, region }) => [expert, region.offset])).toEqual([
      [0, 0],
      [1, 20],
      [2, 40],
    ]);
    expect(cutTensor(tensor, rows, { ...nothingKnown, configured: 4 })!.pieces).toHaveLength(4);
    expect(cutTensor(tensor, rows, { ...nothingKnown, routed: 5 })).toBeNull();
    expect(cutTensor(tensor, rows, nothingKnown)).toBeNull();
  });

  it('cuts a bias along the axes that are left, split as its matrix', () => {
    const { match } = claim(['expert', 'in', 'out'], 'interleaved');
    const { pieces } = cutTensor(tensorEntry('x', [2, 4]), { match, param: '_bias' }, nothingKnown)!;
    expect(pieces.map(({ expert, projection, region }) => [expert, projection, visited(region)])).toEqual([
      [0, 'gate', [0, 2]],
      [0, 'up', [1, 3]],
      [1, 'gate', [4, 6]],
      [1, 'up', [5, 7]],
    ]);
  });

  it('knows of codes and scales only where the experts lead', () => {
    const leading = claim(['expert', 'out', 'in'], 'halves').match;
    const codes = tensorEntry('x', [2, 4, 3, 16], { dtype: 'U8' });
    expect(cutTensor(codes, { match: leading, param: '_blocks' }, nothingKnown)!.pieces).toHaveLength(2);
    const scales = tensorEntry('x', [2, 4]);
    expect(cutTensor(scales, { match: leading, param: '_scale' }, nothingKnown)!.pieces).toHaveLength(2);
    const inside = claim(['in', 'expert', 'out']).match;
    expect(cutTensor(codes, { match: inside, param: '_blocks' }, nothingKnown)!.pieces).toHaveLength(1);
  });

  it('allows a router more rows than there are experts, never fewer', () => {
    const tensor = tensorEntry('x', [4, 2, 2]);
    const stacked = claim(['expert', 'out', 'in']);
    expect(cutTensor(tensor, stacked, { ...nothingKnown, routed: 6 })!.pieces).toHaveLength(4);
    expect(cutTensor(tensor, stacked, { ...nothingKnown, routed: 3 })).toBeNull();
  });

  it('makes nothing when there is no room for the pieces', () => {
    const tensor = tensorEntry('x', [4, 2, 2]);
    const halves = claim(['expert', 'out', 'in'], 'halves');
    expect(cutTensor(tensor, halves, { ...nothingKnown, piecesLeft: 8 })!.pieces).toHaveLength(8);
    expect(cutTensor(tensor, halves, { ...nothingKnown, piecesLeft: 7 })).toBeNull();
  });

  it('reads memory as it is used, not as it is declared', () => {
    const { match } = claim(['expert', 'in', 'out'], 'halves');
    const raw = { match: { ...match, rule: { ...match.rule, isRawView: true as const } }, param: '' };
    const { pieces } = cutTensor(tensorEntry('x', [2, 8]), raw, { ...nothingKnown, routed: 2 })!;
    expect(pieces.map(({ expert, projection, region }) => [expert, projection, visited(region)])).toEqual([
      [0, 'gate', [0, 1, 4, 5]],
      [0, 'up', [2, 3, 6, 7]],
      [1, 'gate', [8, 9, 12, 13]],
      [1, 'up', [10, 11, 14, 15]],
    ]);
    expect(cutTensor(tensorEntry('x', [2, 8]), raw, nothingKnown)).toBeNull();
    expect(cutTensor(tensorEntry('x', [2, 8]), raw, { ...nothingKnown, routed: 3 })).toBeNull();
    expect(
      cutTensor(tensorEntry('x', [2, 8], { strides: [1, 2] }), raw, { ...nothingKnown, routed: 2 }),
    ).toBeNull();
  });

  it('knows which half is the gate', () => {
    const upFirst = cutTensor(
      tensorEntry('x', [1, 2, 1]),
      claim(['expert', 'out', 'in'], 'up-first'),
      nothingKnown,
    )!;
    expect(upFirst.pieces.map(({ projection, region }) => [projection, region.offset])).toEqual([
      ['up', 0],
      ['gate', 1],
    ]);
  });

  it('says when gate and up do not come apart', () => {
    const uneven = cutTensor(
      tensorEntry('x', [2, 3, 2]),
      claim(['expert', 'out', 'in'], 'halves'),
      nothingKnown,
    )!;
    expect(uneven.isUneven).toBe(true);
    expect(uneven.pieces.map(({ projection }) => projection)).toEqual(['gateUp', 'gateUp']);
  });
});
