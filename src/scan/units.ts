/**
 * Units: what one worker reads in one go. First come *blocks*, small samples from all over the checkpoint; then
 * *bulk* units, which cover everything else in large strides. All in seeded random order, so whatever has been read
 * at any moment is a fair sample: file order would show the first layers for half of the scan.
 */
import { isSequential } from '../core/checkpoint.ts';
import { blockElements } from '../core/dtype.ts';
import { seededRandom, shuffledIndices, type Random } from '../core/random.ts';
import { byteRange, spanDtype, type ScanPlan } from './plan.ts';

/** A run of a span's elements. */
export interface Piece {
  readonly span: number;
  readonly startElement: number;
  readonly endElement: number;
}

export interface Unit {
  readonly file: number;
  /** By rising byte; what lies between them is skipped. */
  readonly pieces: readonly Piece[];
  readonly startByte: number;
  readonly endByte: number;
  readonly isBlock: boolean;
  /** Units of one batch, which lie side by side in the list, are read by one scanner, one after the other. */
  readonly batch: number;
}

export interface UnitOptions {
  readonly seed: number;
  /**
   * - `plain`: everything, in bulk units;
   * - `picture`: everything, blocks from all over first, so that a picture stands within a second;
   * - `sample`: blocks of every span and nothing else.
   */
  readonly course: 'plain' | 'picture' | 'sample';
  /** Of a sample: the share of each span's bytes to read, in [0, 1], at least one block; one block if absent. */
  readonly fraction?: number;
}

/** Reading costs about as much for a block of this size as for any smaller one. */
const BLOCK_BYTES = 64 * 1024;

/** Large enough that starting a stream does not count, small enough for even shares and a picture that grows. */
const BULK_BYTES = 32 * 2 ** 20;
const LEAST_BULK_UNITS = 16;
const SMALLEST_BULK_BYTES = 2 ** 20;

/** Unread bytes (aliases, optimiser state) up to this are read over rather than ending a unit. */
const LARGEST_GAP = 2 ** 20;

/**
 * Pieces begin at multiples of this many elements from their tensor's start, or of a block where that is longer, so that
 * packed groups and blocks stay whole.
 */
const ALIGNMENT = 64;

function alignmentOf({ spans }: ScanPlan, span: number): number {
  return Math.max(ALIGNMENT, blockElements(spanDtype(spans, span)));
}

/**
 * Blocks of a batch at most. Results are kept apart by batch until all are joined in one order, so batches are few; and
 * they are many enough for every scanner to have several.
 */
const MOST_BLOCKS_A_BATCH = 256;
const WISHED_BATCHES = 128;

export function unitsOf(plan: ScanPlan, { seed, course, fraction = 0 }: UnitOptions): Unit[] {
  const random = seededRandom(seed);
  const spans = { plain: 0, picture: pictureBlocks(plan), sample: Infinity }[course];
  const sampled = drawBlocks(plan, { spans, random, fraction: course === 'sample' ? fraction : 0 });
  const blocksABatch = Math.min(MOST_BLOCKS_A_BATCH, Math.ceil(sampled.length / WISHED_BATCHES));
  const sample = sampled.map((piece, i) =>
    unitOf(plan, [piece], { batch: Math.floor(i / blocksABatch), isBlock: true }),
  );
  if (course === 'sample') return sample;
  const bulk = bulkUnits(plan, sampled);
  const firstBatch = (sample.at(-1)?.batch ?? -1) + 1;
  const shuffled = Array.from(shuffledIndices(bulk.length, random), (i) => bulk[i]!);
  const unitAt = (pieces: readonly Piece[], i: number) =>
    unitOf(plan, pieces, { batch: firstBatch + i, isBlock: false });
  return [...sample, ...shuffled.map(unitAt)];
}

/** The units of each batch. */
export function batchesOf(units: readonly Unit[]): readonly (readonly Unit[])[] {
  const batches: Unit[][] = [];
  for (const unit of units) (batches[unit.batch] ??= []).push(unit);
  return batches;
}

/** How many blocks come before the bulk: few enough to cost little, many enough for a picture of any model. */
function pictureBlocks(plan: ScanPlan): number {
  return Math.min(2048, Math.max(64, Math.ceil(plan.byteLength / 2 ** 24)));
}

/**
 * Blocks of random places of as many spans, drawn at random; spans that only stream have none. Where a span has
 * several, it is cut into as many runs of equal length, each of which has one.
 */
function drawBlocks(
  plan: ScanPlan,
  { spans: most, random, fraction }: { spans: number; random: Random; fraction: number },
): Piece[] {
  const { spans } = plan;
  const pieces: Piece[] = [];
  let drawn = 0;
  for (const span of shuffledIndices(spans.count, random)) {
    if (drawn >= most) break;
    if (isSequential(plan.files[spans.file[span]!]!.recipe)) continue;
    drawn++;
    for (const run of runsOf(plan, span, fraction)) pieces.push(drawBlock(plan, run, { random, fraction }));
  }
  return pieces;
}

function runsOf(plan: ScanPlan, span: number, fraction: number): Piece[] {
  const startElement = plan.spans.startElement[span]!;
  const endElement = plan.spans.endElement[span]!;
  const whole = { span, startElement, endElement };
  const count = Math.floor((fraction * bytesOf(plan, whole)) / BLOCK_BYTES);
  if (count <= 1) return [whole];
  const step = alignmentOf(plan, span);
  const cut = (i: number) =>
    i === count
      ? endElement
      : startElement + Math.floor((i * (endElement - startElement)) / count / step) * step;
  return Array.from({ length: count }, (_, i) => ({ span, startElement: cut(i), endElement: cut(i + 1) }));
}

/** A block of a random place of the run, of its share of it at least, or all of it where it is hardly longer. */
function drawBlock(
  plan: ScanPlan,
  run: Piece,
  { random, fraction }: { random: Random; fraction: number },
): Piece {
  const { span, startElement: start, endElement: end } = run;
  const step = alignmentOf(plan, span);
  const bytes = bytesOf(plan, run);
  const blockBytes = Math.max(BLOCK_BYTES, fraction * bytes);
  const fits = Math.floor((blockBytes * (end - start)) / bytes / step) * step;
  const first = Math.ceil(start / step) * step;
  const room = Math.floor((end - fits - first) / step);
  if (room <= 0) return run;
  const startElement = first + step * random.below(room + 1);
  return { span, startElement, endElement: startElement + fits };
}

/** Everything that is not in `done`, cut into units of about equal size in file order. */
function bulkUnits(plan: ScanPlan, done: readonly Piece[]): Piece[][] {
  const unitBytes = Math.max(SMALLEST_BULK_BYTES, Math.min(BULK_BYTES, plan.byteLength / LEAST_BULK_UNITS));
  const units: Piece[][] = [];
  let pieces: Piece[] = [];
  let filled = 0;
  const close = () => {
    if (pieces.length > 0) units.push(pieces);
    pieces = [];
    filled = 0;
  };
  for (const piece of remaining(plan, done)) {
    if (!continues(plan, pieces.at(-1), piece)) close();
    for (let rest: Piece | null = piece; rest !== null;) {
      const [head, tail] = splitAfter(plan, rest, unitBytes - filled);
      pieces.push(head);
      filled += bytesOf(plan, head);
      rest = tail;
      if (filled >= unitBytes) close();
    }
  }
  close();
  return units;
}

/** Spans without the blocks that were cut out of them, in file order. */
function remaining({ spans }: ScanPlan, done: readonly Piece[]): Piece[] {
  const blockOf = new Map(done.map((piece) => [piece.span, piece]));
  const pieces: Piece[] = [];
  for (let span = 0; span < spans.count; span++) {
    const startElement = spans.startElement[span]!;
    const endElement = spans.endElement[span]!;
    const block = blockOf.get(span);
    if (block === undefined) pieces.push({ span, startElement, endElement });
    else {
      pieces.push({ span, startElement, endElement: block.startElement });
      pieces.push({ span, startElement: block.endElement, endElement });
    }
  }
  return pieces.filter((piece) => piece.endElement > piece.startElement);
}

function continues(plan: ScanPlan, last: Piece | undefined, next: Piece): boolean {
  if (last === undefined) return true;
  const { file } = plan.spans;
  if (file[last.span] !== file[next.span]) return false;
  return byteRange(plan.spans, next).startByte - byteRange(plan.spans, last).endByte <= LARGEST_GAP;
}

/** A head of about `bytes`, and what is left. Streams that can't be entered in the middle are never split. */
function splitAfter(plan: ScanPlan, piece: Piece, bytes: number): [Piece, Piece | null] {
  const { span, startElement, endElement } = piece;
  if (isSequential(plan.files[plan.spans.file[span]!]!.recipe)) return [piece, null];
  const share = (Math.max(bytes, SMALLEST_BULK_BYTES) / bytesOf(plan, piece)) * (endElement - startElement);
  const step = alignmentOf(plan, span);
  const cut = Math.ceil((startElement + share) / step) * step;
  if (cut >= endElement) return [piece, null];
  return [
    { span, startElement, endElement: cut },
    { span, startElement: cut, endElement },
  ];
}

function bytesOf(plan: ScanPlan, piece: Piece): number {
  const { startByte, endByte } = byteRange(plan.spans, piece);
  return endByte - startByte;
}

function unitOf(
  plan: ScanPlan,
  pieces: readonly Piece[],
  { batch, isBlock }: { batch: number; isBlock: boolean },
): Unit {
  return {
    file: plan.spans.file[pieces[0]!.span]!,
    pieces,
    startByte: byteRange(plan.spans, pieces[0]!).startByte,
    endByte: byteRange(plan.spans, pieces.at(-1)!).endByte,
    isBlock,
    batch,
  };
}

/** Bytes that units count, and requests that they take of a server. */
export function costOf(
  plan: ScanPlan,
  options: UnitOptions,
): { readonly bytes: number; readonly requests: number } {
  const units = unitsOf(plan, options);
  return { bytes: units.reduce((sum, unit) => sum + unitBytes(plan, unit), 0), requests: units.length };
}

/** Bytes of the unit that are counted. */
export function unitBytes(plan: ScanPlan, unit: Unit): number {
  return unit.pieces.reduce((sum, piece) => sum + bytesOf(plan, piece), 0);
}
