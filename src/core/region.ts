/**
 * A region is a strided box of elements inside a tensor's storage: how one expert, or one projection of one expert,
 * lies in a fused tensor. Statistics of magnitudes do not depend on order, so the dimensions are kept sorted by
 * stride (largest first) and merged where they touch; a whole tensor, whatever its strides, is mostly one run.
 */
export interface Dimension {
  /** Number of steps. */
  readonly size: number;
  /** Elements between two steps. */
  readonly stride: number;
}

export interface Region {
  /** First element, counted from the tensor's first stored element. */
  readonly offset: number;
  /** Outermost first; the last may have stride 1. An empty list is a single element. */
  readonly dimensions: readonly Dimension[];
}

export function wholeRegion(elements: number): Region {
  return { offset: 0, dimensions: [{ size: elements, stride: 1 }] };
}

/** Row-major strides of `shape`, in elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** What to keep of one axis: `count` indices from `start`, every `step`-th. */
export interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** The region of `slices` (at most one an axis) of a tensor with this shape and these strides. */
export function sliceRegion(
  shape: readonly number[],
  strides: readonly number[],
  slices: readonly AxisSlice[],
): Region {
  let offset = 0;
  const dimensions = shape.map((size, axis) => ({ size, stride: strides[axis]! }));
  for (const { axis, start, count, step } of slices) {
    const { stride } = dimensions[axis]!;
    offset += start * stride;
    dimensions[axis] = { size: count, stride: stride * step };
  }
  return { offset, dimensions: mergeDimensions(dimensions) };
}

export function regionElements(region: Region): number {
  return region.dimensions.reduce((product, { size }) => product * size, 1);
}

/** One past the last element that the region touches. */
export function regionEnd(region: Region): number {
  if (regionElements(region) === 0) return region.offset;
  return (
    region.offset + 1 + region.dimensions.reduce((last, { size, stride }) => last + (size - 1) * stride, 0)
  );
}

/** True if the region is one unbroken run of elements. */
export function isContiguous(region: Region): boolean {
  const [only, ...rest] = region.dimensions;
  return rest.length === 0 && (only === undefined || only.stride === 1 || only.size === 1);
}

/** Largest stride first; size-1 dimensions dropped; neighbours that continue each other merged. */
function mergeDimensions(dimensions: readonly Dimension[]): Dimension[] {
  const sorted = dimensions.filter(({ size }) => size !== 1).sort((a, b) => b.stride - a.stride);
  const merged: Dimension[] = [];
  for (const dimension of sorted) {
    const outer = merged.at(-1);
    if (outer?.stride === dimension.size * dimension.stride) {
      merged[merged.length - 1] = { size: outer.size * dimension.size, stride: dimension.stride };
    } else {
      merged.push(dimension);
    }
  }
  return merged;
}

/**
 * Visits the runs of the region that fall in [startElement, endElement): `visit(first, count, stride)`, in rising
 * order. Time is proportional to the runs visited, not to the region.
 */
export function forEachRun(
  region: Region,
  range: { readonly startElement: number; readonly endElement: number },
  visit: (first: number, count: number, stride: number) => void,
): void {
  const { dimensions } = region;
  if (dimensions.length === 0) {
    if (region.offset >= range.startElement && region.offset < range.endElement) visit(region.offset, 1, 1);
    return;
  }
  /** reach[d]: how far the dimensions inside d go beyond their first element. */
  const reach = new Array<number>(dimensions.length).fill(0);
  for (let d = dimensions.length - 2; d >= 0; d--) {
    const inner = dimensions[d + 1]!;
    reach[d] = reach[d + 1]! + (inner.size - 1) * inner.stride;
  }

  function descend(depth: number, base: number): void {
    const { size, stride } = dimensions[depth]!;
    const from = Math.max(0, Math.ceil((range.startElement - base - reach[depth]!) / stride));
    const to = Math.min(size, Math.ceil((range.endElement - base) / stride));
    if (from >= to) return;
    if (depth === dimensions.length - 1) {
      visit(base + from * stride, to - from, stride);
      return;
    }
    for (let i = from; i < to; i++) descend(depth + 1, base + i * stride);
  }
  descend(0, region.offset);
}
