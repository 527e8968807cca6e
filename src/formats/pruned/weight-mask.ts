/** Small weights made zeros in bytes on their way, in place: those of each part below that part's threshold. */
import { decodingOf, isCoded, type CodedDtype } from '../../core/decode.ts';
import { dtypes, type Dtype } from '../../core/dtype.ts';
import { forEachRun, type Region } from '../../core/region.ts';

export interface MaskedRegion {
  readonly region: Region;
  /** Weights of smaller magnitude become zeros; what is no number stays. */
  readonly threshold: number;
}

export interface WeightMask {
  /** The dtype can be masked, see `canMask`. */
  readonly dtype: Dtype;
  readonly regions: readonly MaskedRegion[];
}

/** Floats of whole bytes that stand for themselves. */
export function canMask(dtype: Dtype): boolean {
  return dtype === 'F64' || dtype === 'F32' || (isCoded(dtype) && dtypes[dtype].bits >= 8);
}

/** `bytes` hold whole elements of the tensor from `firstElement` on, and begin at a multiple of 8 in their buffer. */
export function maskWeights(bytes: Uint8Array, { dtype, regions }: WeightMask, firstElement: number): void {
  const elements = elementsOf(bytes, dtype);
  const range = { startElement: firstElement, endElement: firstElement + elements.length };
  for (const { region, threshold } of regions) {
    if (threshold <= 0) continue;
    const isBelow = isCoded(dtype) ? codesBelow(dtype, threshold) : null;
    forEachRun(region, range, (first, count, stride) => {
      const end = first - firstElement + count * stride;
      for (let i = first - firstElement; i < end; i += stride) {
        const element = elements[i]!;
        if (isBelow === null ? Math.abs(element) < threshold : isBelow[element] === 1) elements[i] = 0;
      }
    });
  }
}

function elementsOf(
  { buffer, byteOffset, byteLength }: Uint8Array,
  dtype: Dtype,
): Float64Array | Float32Array | Uint16Array | Uint8Array {
  const size = dtypes[dtype].bits / 8;
  const count = byteLength / size;
  if (dtype === 'F64') return new Float64Array(buffer, byteOffset, count);
  if (dtype === 'F32') return new Float32Array(buffer, byteOffset, count);
  return size === 2 ? new Uint16Array(buffer, byteOffset, count) : new Uint8Array(buffer, byteOffset, count);
}

let last: { readonly dtype: CodedDtype; readonly threshold: number; readonly isBelow: Uint8Array } | null =
  null;

/** 1 for every code that is smaller. Kept until another is asked for: a part comes in many pieces. */
function codesBelow(dtype: CodedDtype, threshold: number): Uint8Array {
  if (last?.dtype === dtype && last.threshold === threshold) return last.isBelow;
  const isBelow = Uint8Array.from(decodingOf(dtype).values, (value) => (Math.abs(value) < threshold ? 1 : 0));
  last = { dtype, threshold, isBelow };
  return isBelow;
}
