/**
 * The bytes of one tensor from its file to a sink, a few megabytes at a time: experts that go are not read where they lie
 * apart, and dropped on the way where they lie close together.
 */
import { byteLengthOf } from '../../core/dtype.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import type { ByteSink } from './byte-sink.ts';
import type { ExpertCut } from './expert-cut.ts';
import { maskWeights, type WeightMask } from './weight-mask.ts';

/** All that is held of a tensor. A multiple of 8, so that pieces begin with whole elements. */
const PIECE_BYTES = 2 ** 22;

/** Experts' shares smaller than this are read together with those between them that go. */
const SMALL_UNIT_BYTES = 2 ** 14;

export interface TensorPlace {
  readonly startByte: number;
  readonly byteLength: number;
}

export interface CopyOptions extends ReadOptions {
  readonly source: ByteSource;
  readonly sink: ByteSink;
  readonly cut: ExpertCut | null;
  readonly mask: WeightMask | null;
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
    for (const { first, end } of runsOf(cut.kept)) {
      const range = {
        from: row * rowBytes + first * cut.unitBytes,
        to: row * rowBytes + end * cut.unitBytes,
      };
      await copyRange(place, range, options);
    }
  }
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
  const { experts, unitBytes, kept, outer } = cut;
  const rowBytes = experts * unitBytes;
  const pieceBytes = Math.max(1, Math.floor(PIECE_BYTES / rowBytes)) * rowBytes;
  await forEachPiece(place, { from: 0, to: outer * rowBytes, pieceBytes, options }, (piece) => {
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

/** Reads, masks, and writes what `keep` leaves of each piece, which it may change. */
async function forEachPiece(
  { startByte }: TensorPlace,
  { from, to, pieceBytes, options }: { from: number; to: number; pieceBytes: number; options: CopyOptions },
  keep: (piece: Uint8Array) => Uint8Array,
): Promise<void> {
  const { source, sink, mask, signal, report } = options;
  const stream = source.stream(startByte + from, startByte + to, { signal });
  try {
    let buffer = new ArrayBuffer(Math.min(pieceBytes, to - from));
    for (let at = from; at < to;) {
      const read = await stream.read(buffer, 0, Math.min(buffer.byteLength, to - at));
      buffer = read.buffer;
      const piece = new Uint8Array(buffer, 0, read.length);
      if (mask !== null) maskWeights(piece, mask, at / byteLengthOf(mask.dtype, 1));
      const kept = keep(piece);
      await sink.write(kept);
      report?.(kept.length);
      at += read.length;
    }
  } finally {
    stream.cancel();
  }
}

/** Neighbours among rising numbers, joined. */
function* runsOf(numbers: readonly number[]): Generator<{ readonly first: number; readonly end: number }> {
  let first = 0;
  for (let i = 1; i <= numbers.length; i++) {
    if (i < numbers.length && numbers[i] === numbers[i - 1]! + 1) continue;
    yield { first: numbers[first]!, end: numbers[i - 1]! + 1 };
    first = i;
  }
}
