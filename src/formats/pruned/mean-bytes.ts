/** Bytes of merged experts: Σ αᵢ of what lies at several places, in doubles, rounded once to the dtype they have. */
import { byteLengthOf } from '../../core/dtype.ts';
import { addWeighted } from '../../core/pruning/matrix/merge.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import type { ByteSink } from './byte-sink.ts';
import { decodeFloats, encodeFloats, type MeanDtype } from './float-bytes.ts';

/** As doubles, a member at a time, these are a few megabytes. A multiple of 8. */
const PIECE_BYTES = 2 ** 20;

export interface MeanPlace {
  readonly source: ByteSource;
  readonly startByte: number;
}

export interface MeanOptions extends ReadOptions {
  readonly dtype: MeanDtype;
  readonly weights: readonly number[];
  readonly sink: ByteSink;
  readonly report?: ((bytes: number) => void) | undefined;
}

/** Of `byteLength` bytes at each place, a piece at a time. Throws the faults of sources and sink; AbortError when aborted. */
export async function writeMean(
  places: readonly MeanPlace[],
  byteLength: number,
  options: MeanOptions,
): Promise<void> {
  for (let from = 0; from < byteLength; from += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, byteLength - from);
    await writePiece(
      places.map(({ source, startByte }) => ({ source, startByte: startByte + from })),
      { length, options },
    );
  }
}

/**
 * Of whole arrays whose elements are first put in another order: `arrange` takes a member's place and its values. All of one
 * are in memory as doubles.
 */
export async function writeArranged(
  places: readonly MeanPlace[],
  byteLength: number,
  options: MeanOptions & { readonly arrange: (values: Float64Array, member: number) => Float64Array },
): Promise<void> {
  await writePiece(places, { length: byteLength, options, arrange: options.arrange });
}

interface Piece {
  readonly length: number;
  readonly options: MeanOptions;
  readonly arrange?: (values: Float64Array, member: number) => Float64Array;
}

async function writePiece(
  places: readonly MeanPlace[],
  { length, options, arrange = (values) => values }: Piece,
): Promise<void> {
  const { dtype, weights, sink, signal, report } = options;
  const sums = new Float64Array(length / byteLengthOf(dtype, 1));
  for (const [member, { source, startByte }] of places.entries()) {
    const bytes = await source.read(startByte, startByte + length, { signal });
    addWeighted(sums, arrange(decodeFloats(bytes, dtype), member), weights[member]!);
  }
  await sink.write(encodeFloats(sums, dtype));
  report?.(length);
}

/** The same of experts' shares within one row, `row` holding all of them. */
export function meanOfUnits(
  row: Uint8Array,
  { members, weights }: { readonly members: readonly number[]; readonly weights: readonly number[] },
  { unitBytes, dtype }: { readonly unitBytes: number; readonly dtype: MeanDtype },
): Uint8Array {
  const sums = new Float64Array(unitBytes / byteLengthOf(dtype, 1));
  members.forEach((member, i) => {
    const unit = row.subarray(member * unitBytes, (member + 1) * unitBytes);
    addWeighted(sums, decodeFloats(unit, dtype), weights[i]!);
  });
  return encodeFloats(sums, dtype);
}
