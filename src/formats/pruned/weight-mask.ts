/** Small weights made zeros in bytes on their way, in place: those of each part below that part's threshold. */
import { decodingOf, isCoded, type CodedDtype } from '../../core/decode.ts';
import { forEachRun, regionEnd, type Region } from '../../core/region.ts';
import { codesOf, elementsIn, floatsOf, magnitudeBitsOf, type MaskDtype } from './maskable.ts';

export interface MaskedRegion {
  readonly region: Region;
  /** Weights of smaller magnitude become zeros; what is no number stays. */
  readonly threshold: number;
}

export interface WeightMask {
  readonly dtype: MaskDtype;
  readonly regions: readonly MaskedRegion[];
}

/** `bytes` hold whole elements of the tensor from `firstElement` on, and begin at a multiple of 8 in their buffer. */
export function maskWeights(bytes: Uint8Array, { dtype, regions }: WeightMask, firstElement: number): void {
  const range = { startElement: firstElement, endElement: firstElement + elementsIn(bytes, dtype) };
  const present = regions.filter(
    ({ region, threshold }) =>
      threshold > 0 && region.offset < range.endElement && regionEnd(region) > range.startElement,
  );
  const elements = floatsOf(bytes, dtype);
  const codes = codesOf(bytes, dtype);
  for (const { region, threshold } of present) {
    const cutoff = isCoded(dtype) ? firstCodeAbove(dtype, threshold) : 0;
    forEachRun(region, range, (first, count, stride) => {
      const run = { from: first - firstElement, to: first - firstElement + count * stride, stride };
      if (elements !== null) maskFloats(elements, threshold, run);
      else maskCodes(codes, cutoff, { ...run, magnitudeBits: magnitudeBitsOf(dtype) });
    });
  }
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

/** Zeros keep their sign. */
function maskFloats(
  elements: Float32Array | Float64Array,
  threshold: number,
  { from, to, stride }: Run,
): void {
  for (let i = from; i < to; i += stride) {
    const magnitude = Math.abs(elements[i]!);
    if (magnitude < threshold && magnitude > 0) elements[i] = 0;
  }
}

/**
 * Zeros stay as they are here, too: with its sign bit set, one is NaN in some formats of 8 bits. Without branches, which
 * could not be foretold.
 */
function maskCodes(
  codes: Uint16Array | Uint8Array,
  cutoff: number,
  { from, to, stride, magnitudeBits }: Run & { readonly magnitudeBits: number },
): void {
  for (let i = from; i < to; i += stride) {
    const magnitude = codes[i]! & magnitudeBits;
    // all ones where it goes: below the cut-off, and not zero
    const isGone = ((magnitude - cutoff) >> 31) & (-magnitude >> 31);
    codes[i] = codes[i]! & ~isGone;
  }
}

/** Magnitudes rise with their codes, and what is no number has the highest. */
function firstCodeAbove(dtype: CodedDtype, threshold: number): number {
  const { values, magnitudes } = decodingOf(dtype);
  let [low, high] = [0, magnitudes];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
