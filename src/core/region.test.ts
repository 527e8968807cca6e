import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forEachRun,
  isContiguous,
  regionElements,
  regionEnd,
  rowMajorStrides,
  sliceRegion,
  wholeRegion,
  type AxisSlice,
  type Region,
} from './region.ts';

const everywhere = { startElement: -Infinity, endElement: Infinity };

/** Elements that the runs name, in the order of the visit. */
function visited(region: Region, range = everywhere): number[] {
  const elements: number[] = [];
  forEachRun(region, range, (first, count, stride) => {
    for (let i = 0; i < count; i++) elements.push(first + i * stride);
  });
  return elements;
}

/** The same elements by nested loops over the axes, as one would slice an array. */
function slicedByLoops(
  shape: readonly number[],
  strides: readonly number[],
  slices: readonly AxisSlice[],
): number[] {
  let elements = [0];
  shape.forEach((size, axis) => {
    const { start, count, step } = slices.find((slice) => slice.axis === axis) ?? {
      start: 0,
      count: size,
      step: 1,
    };
    elements = elements.flatMap((base) =>
      Array.from({ length: count }, (_, i) => base + (start + i * step) * strides[axis]!),
    );
  });
  return elements.sort((a, b) => a - b);
}

/** A shape of up to four axes, strides of any axis order, sometimes with gaps, and a slice of some axes. */
const slicedTensor = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray(
        shape.map((_, axis) => axis),
        { minLength: shape.length },
      ),
      gap: fc.integer({ min: 1, max: 3 }),
      slices: fc.tuple(
        ...shape.map((size, axis) =>
          fc.option(
            fc
              .record({ start: fc.integer({ min: 0, max: size - 1 }), step: fc.integer({ min: 1, max: 3 }) })
              .chain(({ start, step }) =>
                fc
                  .integer({ min: 0, max: Math.ceil((size - start) / step) })
                  .map((count): AxisSlice => ({ axis, start, count, step })),
              ),
          ),
        ),
      ),
    }),
  )
  .map(({ shape, order, gap, slices }) => {
    const strides = new Array<number>(shape.length).fill(0);
    let stride = gap;
    for (const axis of order) {
      strides[axis] = stride;
      stride *= shape[axis]!;
    }
    return { shape, strides, slices: slices.filter((slice) => slice !== null) };
  });

const seeded = { seed: 20_261_122, numRuns: 500 };

describe('sliceRegion', () => {
  it('names exactly the elements that nested loops visit, rising, whatever the order of the axes', () => {
    fc.assert(
      fc.property(slicedTensor, ({ shape, strides, slices }) => {
        const region = sliceRegion(shape, strides, slices);
        const expected = slicedByLoops(shape, strides, slices);
        expect(visited(region)).toEqual(expected);
        expect(regionElements(region)).toBe(expected.length);
        if (expected.length > 0) expect(regionEnd(region)).toBe(expected.at(-1)! + 1);
      }),
      seeded,
    );
  });

  it('merges what lies together: a transposed whole tensor is one run', () => {
    expect(sliceRegion([4, 6], [1, 4], [])).toEqual(wholeRegion(24));
    expect(sliceRegion([2, 3, 4], [12, 4, 1], [])).toEqual(wholeRegion(24));
  });

  it('cuts one expert of a stack as one run', () => {
    const shape = [8, 6, 4];
    const region = sliceRegion(shape, rowMajorStrides(shape), [{ axis: 0, start: 3, count: 1, step: 1 }]);
    expect(region).toEqual({ offset: 72, dimensions: [{ size: 24, stride: 1 }] });
    expect(isContiguous(region)).toBe(true);
  });

  it('cuts interleaved columns as one strided run', () => {
    const shape = [8, 3, 4];
    const region = sliceRegion(shape, rowMajorStrides(shape), [
      { axis: 0, start: 1, count: 1, step: 1 },
      { axis: 2, start: 1, count: 2, step: 2 },
    ]);
    expect(region).toEqual({ offset: 13, dimensions: [{ size: 6, stride: 2 }] });
    expect(isContiguous(region)).toBe(false);
  });

  it('makes a single element of a scalar', () => {
    expect(sliceRegion([], [], [])).toEqual({ offset: 0, dimensions: [] });
    expect(regionElements(sliceRegion([], [], []))).toBe(1);
  });
});

describe('forEachRun', () => {
  it('clips to any range: what two neighbouring ranges visit adds up', () => {
    const withRange = fc.tuple(slicedTensor, fc.nat(400), fc.nat(400));
    fc.assert(
      fc.property(withRange, ([{ shape, strides, slices }, a, b]) => {
        const region = sliceRegion(shape, strides, slices);
        const [startElement, endElement] = [Math.min(a, b), Math.max(a, b)];
        const expected = visited(region).filter((e) => e >= startElement && e < endElement);
        expect(visited(region, { startElement, endElement })).toEqual(expected);
      }),
      seeded,
    );
  });

  it('visits runs, not elements', () => {
    let runs = 0;
    forEachRun(wholeRegion(1e15), { startElement: 5e14, endElement: 6e14 }, (first, count, stride) => {
      runs++;
      expect([first, count, stride]).toEqual([5e14, 1e14, 1]);
    });
    expect(runs).toBe(1);
  });

  it('skips the rows outside the range without stepping over them', () => {
    const shape = [1e9, 4];
    const region = sliceRegion(shape, rowMajorStrides(shape), [{ axis: 1, start: 0, count: 2, step: 1 }]);
    expect(visited(region, { startElement: 4e8, endElement: 4e8 + 6 })).toEqual([
      4e8,
      4e8 + 1,
      4e8 + 4,
      4e8 + 5,
    ]);
  });

  it('visits a single element if it is in the range', () => {
    const single: Region = { offset: 7, dimensions: [] };
    expect(visited(single, { startElement: 7, endElement: 8 })).toEqual([7]);
    expect(visited(single, { startElement: 8, endElement: 9 })).toEqual([]);
  });

  it('visits nothing of an empty region', () => {
    expect(visited(sliceRegion([3, 0, 2], [0, 2, 1], []))).toEqual([]);
    expect(regionEnd(sliceRegion([3, 0, 2], [0, 2, 1], []))).toBe(0);
  });
});

describe('isContiguous', () => {
  it('takes a single strided step for a run', () => {
    expect(isContiguous({ offset: 4, dimensions: [{ size: 1, stride: 9 }] })).toBe(true);
    expect(isContiguous({ offset: 4, dimensions: [] })).toBe(true);
    expect(isContiguous({ offset: 4, dimensions: [{ size: 2, stride: 9 }] })).toBe(false);
  });
});
