/**
 * A scanner reads units of a plan and keeps a sketch of every part it met and a full table of every class. Several
 * scanners, in several threads or on several machines, share a plan; summarise.ts puts their results together.
 */
import { blockBytes, blockElements, dtypeNames, dtypes, type Dtype } from '../core/dtype.ts';
import { Fault } from '../core/fault.ts';
import { isBlocked } from '../core/ggml/block-types.ts';
import { isRemote, type SourceRecipe } from '../core/checkpoint.ts';
import { packSketches, sketchAt, type SketchColumns } from '../core/sketch/columns.ts';
import { noLevels } from '../core/sketch/levels.ts';
import { mergeSketches, type Sketch } from '../core/sketch/sketch.ts';
import { mapAtOnce } from '../formats/at-once.ts';
import type { ByteSource } from '../formats/source.ts';
import { bytesSource } from '../formats/sources/bytes-source.ts';
import { ElementReader, memoryBytes, type Elements } from './elements.ts';
import { byteRange, spanDtype, type ScanPlan } from './plan.ts';
import { codesOf, codeValues, readScales, scaleCodes, type Scales } from './scales.ts';
import { tallyFor } from './tallies/index.ts';
import type { Table, TableCounts, Tally } from './tally.ts';
import type { Piece, Unit } from './units.ts';

/** Fits a core's own cache, so that counting reads what reading has just written. */
const CHUNK_BYTES = 2 ** 20;

/**
 * Chunks end at a multiple of this many bytes from a tensor's start: whole elements of every dtype, F6 included. Blocks
 * count for themselves.
 */
const CHUNK_STEP = 24;

function chunkStep(dtype: Dtype): number {
  return blockElements(dtype) > 1 ? blockBytes(dtype) : CHUNK_STEP;
}

export interface ScannedParts {
  /** Indices of parts, one a row of the columns. */
  readonly parts: Uint32Array;
  readonly sketches: SketchColumns;
}

/**
 * What scanners found. Nothing in it depends on who read what: a row is what one batch held of one part, and tables add
 * up exactly.
 */
export interface ScanResult extends ScannedParts {
  /** Of each row; rows rise by batch, then by part. */
  readonly batches: Uint32Array;
  readonly tables: readonly ScanTable[];
}

/** The full table of a class and dtype. */
export interface ScanTable {
  readonly classIndex: number;
  readonly dtype: Dtype;
  readonly counts: TableCounts;
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes counted since the last call. */
  readonly report?: ((bytes: number) => void) | undefined;
}

export class Scanner {
  readonly #plan: ScanPlan;
  readonly #sources: (ByteSource | undefined)[] = [];
  readonly #sourceOf: (recipe: SourceRecipe) => ByteSource;
  readonly #reader = new ElementReader();
  readonly #tallies = new Map<Dtype, Tally>();
  readonly #tables = new Map<number, Table>();
  /** By part and batch. */
  readonly #sketches = new Map<number, Map<number, Sketch>>();
  readonly #changed = new Set<number>();
  /** The tally with a part under way, and that part. */
  #open: { readonly tally: Tally; readonly dtype: Dtype; readonly part: number } | null = null;
  #buffer = new ArrayBuffer(CHUNK_BYTES);
  /** Scales of the unit under way, by span. */
  #scales = new Map<number, Scales>();
  #weights = new Float32Array();
  /** Of the unit under way. */
  #batch = 0;
  /** Bytes of pieces in the chunk counted last. */
  #counted = 0;

  constructor(plan: ScanPlan, sourceOf: (recipe: SourceRecipe) => ByteSource) {
    this.#plan = plan;
    this.#sourceOf = sourceOf;
  }

  /** The same for several units. Blocks on servers are asked for at once: a sample waits more than it reads. */
  async readAll(units: readonly Unit[], options: ScanOptions = {}): Promise<void> {
    const fetched = await Promise.all(units.map((unit) => this.#fetch(unit, options)));
    for (const [at, unit] of units.entries()) await this.#readFrom(fetched[at] ?? null, unit, options);
  }

  /** Reads and counts one unit. On a fault or abort nothing of the scanner may be used further. */
  read(unit: Unit, options: ScanOptions = {}): Promise<void> {
    return this.#readFrom(null, unit, options);
  }

  /** The bytes of a block that lies on a server; null for all else, which is streamed. */
  async #fetch(
    { file, startByte, endByte, isBlock }: Unit,
    { signal }: ScanOptions,
  ): Promise<Uint8Array | null> {
    if (!isBlock || !isRemote(this.#plan.files[file]!.recipe)) return null;
    return this.#source(file).read(startByte, endByte, { signal });
  }

  async #readFrom(bytes: Uint8Array | null, unit: Unit, { signal, report }: ScanOptions): Promise<void> {
    this.#batch = unit.batch;
    await this.#readScales(unit, signal);
    const stream =
      bytes === null
        ? this.#source(unit.file).stream(unit.startByte, unit.endByte, { signal })
        : bytesSource(this.#source(unit.file).name, bytes).stream(0, bytes.length, { signal });
    try {
      let firstPiece = 0;
      for (let at = unit.startByte; at < unit.endByte;) {
        const end = this.#chunkEnd(unit, at, firstPiece);
        const { buffer, length } = await stream.read(this.#buffer, 0, end - at);
        this.#buffer = buffer;
        if (length < end - at) throw new Fault('file-changed', { file: this.#plan.files[unit.file]!.name });
        firstPiece = this.#countChunk(unit, { startByte: at, endByte: end }, firstPiece);
        report?.(this.#counted);
        at = end;
      }
    } finally {
      stream.cancel();
    }
    this.#closePart();
  }

  /** What changed since the last call, for a picture of a scan under way. */
  takeChanged(): ScannedParts {
    const parts = Uint32Array.from(this.#changed);
    this.#changed.clear();
    const sketches = Array.from(parts, (part) => joinSketches([...this.#sketches.get(part)!.values()]));
    return { parts, sketches: packSketches(sketches) };
  }

  /** Goes on from what was found before, here or elsewhere, by the same plan and units. */
  adopt({ parts, batches, sketches, tables }: ScanResult): void {
    parts.forEach((part, row) => this.#keep(part, batches[row]!, sketchAt(sketches, row)));
    for (const { classIndex, dtype, counts } of tables) this.#tableOf(classIndex, dtype).addCounts(counts);
  }

  result(): ScanResult {
    const rows = [...this.#sketches].flatMap(([part, byBatch]) =>
      Array.from(byBatch, ([batch, sketch]) => ({ part, batch, sketch })),
    );
    rows.sort((a, b) => a.batch - b.batch || a.part - b.part);
    return {
      parts: Uint32Array.from(rows, ({ part }) => part),
      batches: Uint32Array.from(rows, ({ batch }) => batch),
      sketches: packSketches(rows.map(({ sketch }) => sketch)),
      tables: [...this.#tables].map(([key, table]) => ({
        classIndex: Math.floor(key / dtypeNames.length),
        dtype: dtypeNames[key % dtypeNames.length]!,
        counts: table.counts(),
      })),
    };
  }

  #source(file: number): ByteSource {
    return (this.#sources[file] ??= this.#sourceOf(this.#plan.files[file]!.recipe));
  }

  async #readScales(unit: Unit, signal: AbortSignal | undefined): Promise<void> {
    const { scalings } = this.#plan.spans;
    const runs = new Map<number, Piece>();
    for (const piece of unit.pieces) {
      if ((scalings[piece.span] ?? null) === null) continue;
      // pieces come by rising element
      const startElement = runs.get(piece.span)?.startElement ?? piece.startElement;
      runs.set(piece.span, { ...piece, startElement });
    }
    const sourceOf = (file: number) => this.#source(file);
    const read = await mapAtOnce([...runs.values()], async ({ span, startElement, endElement }) => {
      const range = { startElement, endElement, sourceOf, signal };
      return [span, await readScales(scalings[span]!, range)] as const;
    });
    this.#scales = new Map(read);
  }

  /** End of the chunk that begins at `at`: never inside an element. */
  #chunkEnd(unit: Unit, at: number, firstPiece: number): number {
    const limit = Math.min(at + CHUNK_BYTES, unit.endByte);
    for (let i = firstPiece; i < unit.pieces.length; i++) {
      const piece = unit.pieces[i]!;
      const { startByte, endByte } = byteRange(this.#plan.spans, piece);
      if (startByte >= limit) break;
      if (endByte > limit) {
        const step = chunkStep(spanDtype(this.#plan.spans, piece.span));
        return limit - ((limit - this.#plan.spans.tensorByte[piece.span]!) % step);
      }
    }
    return limit;
  }

  /** Counts the pieces within the chunk; returns the first piece that goes on after it. */
  #countChunk(unit: Unit, chunk: { startByte: number; endByte: number }, firstPiece: number): number {
    const { spans } = this.#plan;
    let i = firstPiece;
    this.#counted = 0;
    for (; i < unit.pieces.length; i++) {
      const piece = unit.pieces[i]!;
      const { startByte, endByte } = byteRange(spans, piece);
      if (startByte >= chunk.endByte) break;
      const { bits } = dtypes[spanDtype(spans, piece.span)];
      const origin = spans.tensorByte[piece.span]!;
      const run = {
        span: piece.span,
        startElement: Math.max(piece.startElement, Math.ceil(((chunk.startByte - origin) * 8) / bits)),
        endElement: Math.min(piece.endElement, Math.floor(((chunk.endByte - origin) * 8) / bits)),
      };
      if (run.endElement > run.startElement) this.#countRun(run, origin - chunk.startByte);
      this.#counted += Math.min(endByte, chunk.endByte) - Math.max(startByte, chunk.startByte);
      if (endByte > chunk.endByte) break;
    }
    return i;
  }

  #countRun({ span, startElement, endElement }: Piece, byteOffset: number): void {
    const { spans } = this.#plan;
    const dtype = spanDtype(spans, span);
    const isBigEndian = spans.isBigEndian[span] === 1;
    const run = this.#reader.align(this.#buffer, {
      byteOffset,
      dtype,
      startElement,
      endElement,
      isBigEndian,
    });
    const [first, end] = [spans.partStart[span]!, spans.partStart[span + 1]!];
    const isDecoded = isBlocked(dtype) || this.#scales.has(span);
    if (end - first === 1 && spans.regions[first] === null && !this.#scales.has(span)) {
      this.#count(spans.part[first]!, dtype, run);
      return;
    }
    // values that lie apart, or under scales, have to be had one by one
    const values = this.#valuesOf(run, { span, dtype, startElement });
    const valueDtype = isDecoded ? 'F32' : dtype;
    const size = memoryBytes(valueDtype);
    for (let at = first; at < end; at++) {
      const region = spans.regions[at] ?? null;
      const own = region === null ? values : this.#reader.gather(values, { region, size, startElement });
      this.#count(spans.part[at]!, valueDtype, own);
    }
  }

  #valuesOf(
    run: Elements,
    { span, dtype, startElement }: { span: number; dtype: Dtype; startElement: number },
  ): Elements {
    if (isBlocked(dtype)) return this.#reader.decode(run, dtype);
    const scales = this.#scales.get(span);
    if (scales === undefined) return run;
    if (this.#weights.length < run.count) this.#weights = new Float32Array(run.count);
    scaleCodes(codesOf(run, dtype), {
      weights: this.#weights,
      values: codeValues(dtype),
      scaling: this.#plan.spans.scalings[span]!,
      scales,
      startElement,
    });
    return { buffer: this.#weights.buffer, byteOffset: 0, count: run.count };
  }

  #count(part: number, dtype: Dtype, run: Elements): void {
    if (run.count === 0) return;
    if (this.#open?.part !== part || this.#open.dtype !== dtype) {
      this.#closePart();
      this.#open = { tally: this.#tally(dtype), dtype, part };
    }
    this.#open.tally.add(run.buffer, run.byteOffset, run.count);
  }

  #closePart(): void {
    if (this.#open === null) return;
    const { tally, dtype, part } = this.#open;
    this.#open = null;
    const classIndex = this.#plan.classOf[part]!;
    const taken = tally.take(classIndex < 0 ? null : this.#tableOf(classIndex, dtype));
    const sketch = this.#plan.keepsLevels ? taken : { totals: taken.totals, levels: noLevels };
    this.#keep(part, this.#batch, sketch);
  }

  #keep(part: number, batch: number, sketch: Sketch): void {
    const byBatch = this.#sketches.get(part) ?? new Map<number, Sketch>();
    this.#sketches.set(part, byBatch);
    const known = byBatch.get(batch);
    byBatch.set(batch, known === undefined ? sketch : mergeSketches([known, sketch]));
    this.#changed.add(part);
  }

  #tally(dtype: Dtype): Tally {
    let tally = this.#tallies.get(dtype);
    if (tally === undefined) {
      tally = tallyFor(dtype)!;
      this.#tallies.set(dtype, tally);
    }
    return tally;
  }

  #tableOf(classIndex: number, dtype: Dtype): Table {
    const key = classIndex * dtypeNames.length + dtypeNames.indexOf(dtype);
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = this.#tally(dtype).newTable();
      this.#tables.set(key, table);
    }
    return table;
  }
}

/** Results of several scanners as one. */
export function joinResults(plan: ScanPlan, results: readonly ScanResult[]): ScanResult {
  if (results.length === 1) return results[0]!;
  const joined = new Scanner(plan, () => {
    throw new Fault('internal', { detail: 'results were joined, and bytes asked for' });
  });
  for (const result of results) joined.adopt(result);
  return joined.result();
}

/** One sketch is kept as it is: merging would round it once more. */
export function joinSketches(sketches: readonly Sketch[]): Sketch {
  return sketches.length === 1 ? sketches[0]! : mergeSketches(sketches);
}
