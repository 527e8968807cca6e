/**
 * The bytes of one tensor from its file to a sink, a few megabytes at a time: experts that go are not read where they lie
 * apart, and dropped on the way where they lie close together.
 */
import { byteLengthOf, type Dtype } from '../../core/dtype.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import type { ByteSink } from './byte-sink.ts';
import type { ExpertCut, ExpertMean } from './expert-cut.ts';
import { canMean, type MeanDtype } from './float-bytes.ts';
import { meanOfUnits, writeMean } from './mean-bytes.ts';
import type { RowMasks } from './row-masks.ts';
import { maskWeights, type WeightMask } from './weight-mask.ts';

/** All that is held of a tensor. A multiple of 8, so that pieces begin with whole elements. */
const PIECE_BYTES = 2 ** 22;

/** Experts' shares smaller than this are read together with those between them that go. */
const SMALL_UNIT_BYTES = 2 ** 14;

export interface TensorPlace {
  readonly dtype: Dtype;
  readonly startByte: number;
  readonly byteLength: number;
}

export interface CopyOptions extends ReadOptions {
  readonly source: ByteSource;
  readonly sink: ByteSink;
  readonly cut: ExpertCut | null;
  readonly mask: WeightMask | null;
  readonly rows: RowMasks | null;
  /** Called with the bytes written, piece by piece. */
  readonly report?: ((bytes: number) => void) | undefined;
}

/** Throws the faults of source and sink; AbortError when aborted. */
export async function copyTensor(place: TensorPlace, options: CopyOptions): Promise<void> {
  const { cut } = options;
  if (place.byteLength === 0) return;
  if (cut === null) return copyRange(place, { from: 0, to: place.byteLength }, options);
  if (cut.unitBytes < SMALL_UNIT_BYTES && cut.outer > 1) return copyRows(place, cut, options);
  const rowBytes = cut.experts * cut.unitBytes;
  for (let row = 0; row < cut.outer; row++) {
    for (const { first, end } of runsOf(cut)) {
      const at = row * rowBytes + first * cut.unitBytes;
      const mean = cut.means?.get(first);
      if (mean === undefined)
        await copyRange(place, { from: at, to: at + (end - first) * cut.unitBytes }, options);
      else await copyMean(place, { mean, rowStart: row * rowBytes }, options);
    }
  }
}

/** Several experts' shares of a row as one. */
async function copyMean(
  { dtype, startByte }: TensorPlace,
  { mean, rowStart }: { readonly mean: ExpertMean; readonly rowStart: number },
  { source, sink, cut, signal, report }: CopyOptions,
): Promise<void> {
  const { unitBytes } = cut!;
  const places = mean.members.map((member) => ({
    source,
    startByte: startByte + rowStart + member * unitBytes,
  }));
  await writeMean(places, unitBytes, { dtype: ofMeans(dtype), weights: mean.weights, sink, signal, report });
}

/** Tensors of other dtypes are refused before anything is written. */
function ofMeans(dtype: Dtype): MeanDtype {
  if (canMean(dtype)) return dtype;
  throw new RangeError(`no mean of ${dtype}`);
}

/** Bytes [from, to) of the tensor as they are. */
async function copyRange(
  place: TensorPlace,
  { from, to }: { readonly from: number; readonly to: number },
  options: CopyOptions,
): Promise<void> {
  await forEachPiece(place, { from, to, pieceBytes: PIECE_BYTES, options }, (piece) => piece);
}

/** Rows of small shares, whole rows at a time. */
async function copyRows(place: TensorPlace, cut: ExpertCut, options: CopyOptions): Promise<void> {
  const { experts, unitBytes, kept, outer, means } = cut;
  const rowBytes = experts * unitBytes;
  const pieceBytes = Math.max(1, Math.floor(PIECE_BYTES / rowBytes)) * rowBytes;
  await forEachPiece(place, { from: 0, to: outer * rowBytes, pieceBytes, options }, (piece) => {
    if (means !== null) return mergedRows(piece, cut, ofMeans(place.dtype));
    let filled = 0;
    for (let row = 0; row < piece.length; row += rowBytes) {
      for (const expert of kept) {
        const at = row + expert * unitBytes;
        piece.copyWithin(filled, at, at + unitBytes);
        filled += unitBytes;
      }
    }
    return piece.subarray(0, filled);
  });
}

/** Whole rows, with means where several experts are one: apart from the piece, as members are read again for each. */
function mergedRows(
  piece: Uint8Array,
  { experts, unitBytes, kept, means }: ExpertCut,
  dtype: MeanDtype,
): Uint8Array {
  const rowBytes = experts * unitBytes;
  const merged = new Uint8Array((piece.length / rowBytes) * kept.length * unitBytes);
  let filled = 0;
  for (let at = 0; at < piece.length; at += rowBytes) {
    const row = piece.subarray(at, at + rowBytes);
    for (const expert of kept) {
      const mean = means?.get(expert);
      const own = row.subarray(expert * unitBytes, (expert + 1) * unitBytes);
      merged.set(mean === undefined ? own : meanOfUnits(row, mean, { unitBytes, dtype }), filled);
      filled += unitBytes;
    }
  }
  return merged;
}

/** Reads, masks, and writes what `keep` leaves of each piece, which it may change. */
async function forEachPiece(
  { startByte }: TensorPlace,
  { from, to, pieceBytes, options }: { from: number; to: number; pieceBytes: number; options: CopyOptions },
  keep: (piece: Uint8Array) => Uint8Array,
): Promise<void> {
  const { source, sink, mask, rows, signal, report } = options;
  const stream = source.stream(startByte + from, startByte + to, { signal });
  try {
    let buffer = new ArrayBuffer(Math.min(pieceBytes, to - from));
    for (let at = from; at < to;) {
      const read = await stream.read(buffer, 0, Math.min(buffer.byteLength, to - at));
      buffer = read.buffer;
      const piece = new Uint8Array(buffer, 0, read.length);
      if (mask !== null) maskWeights(piece, mask, at / byteLengthOf(mask.dtype, 1));
      await rows?.apply(piece, at);
      const kept = keep(piece);
      await sink.write(kept);
      report?.(kept.length);
      at += read.length;
    }
  } finally {
    stream.cancel();
  }
}

/** Neighbours among those kept, joined; one that is a mean is by itself. */
function* runsOf({
  kept,
  means,
}: Pick<ExpertCut, 'kept' | 'means'>): Generator<{ readonly first: number; readonly end: number }> {
  const isMean = (expert: number) => means?.has(expert) === true;
  let first = 0;
  for (let i = 1; i <= kept.length; i++) {
    const before = kept[i - 1]!;
    const joins = i < kept.length && kept[i] === before + 1 && !isMean(before) && !isMean(kept[i]!);
    if (joins) continue;
    yield { first: kept[first]!, end: before + 1 };
    first = i;
  }
}
