/**
 * The picture of a scan under way: what every part shows so far, scaled to the whole part. Units are read in random
 * order, so the picture is a fair estimate from the first moment and turns exact as the last bytes come in.
 */
import { sketchAt, type SketchColumns } from './sketch/columns.ts';
import { mergeSketches, scaleSketch, type Sketch } from './sketch/sketch.ts';

/** A scanner's rows; later ones replace its earlier ones of the same part. */
export interface PictureRows {
  readonly parts: Uint32Array;
  readonly sketches: SketchColumns;
}

/** More clusters than this would not narrow a bootstrap's band. */
const MOST_CLUSTERS = 2048;

interface RowAddress {
  readonly columns: SketchColumns;
  readonly row: number;
}

export interface ScopePicture {
  /** Estimate for the whole scope, or null while nothing of it has been read. */
  readonly sketch: Sketch | null;
  /** Scaled sketches of the parts met so far: the clusters of a bootstrap. */
  readonly clusters: readonly Sketch[];
  /** Share of the scope's weights that has been read. */
  readonly fractionRead: number;
}

export class ScanPicture {
  /** By scanner, then part. */
  readonly #rows: Map<number, RowAddress>[] = [];
  readonly #elements: Float64Array;
  /** Rises with every update, so that watchers can tell pictures apart. */
  version = 0;

  /** `elements`: how many weights each part has. */
  constructor(elements: Float64Array) {
    this.#elements = elements;
  }

  update(scanner: number, { parts, sketches }: PictureRows): void {
    const rows = (this.#rows[scanner] ??= new Map<number, RowAddress>());
    parts.forEach((part, row) => rows.set(part, { columns: sketches, row }));
    this.version++;
  }

  /** What has been read of one part, unscaled; null if nothing. */
  seenOf(part: number): Sketch | null {
    const pieces = this.#rows.flatMap((rows) => {
      const address = rows.get(part);
      return address === undefined ? [] : [sketchAt(address.columns, address.row)];
    });
    if (pieces.length === 0) return null;
    return pieces.length === 1 ? pieces[0]! : mergeSketches(pieces);
  }

  /** One part, scaled to its whole; null if nothing of it was read. */
  partSketch(part: number): Sketch | null {
    const seen = this.seenOf(part);
    return seen === null || seen.totals.count === 0
      ? null
      : scaleSketch(seen, this.#elements[part]! / seen.totals.count);
  }

  /** The parts together. Of very many that were met, an even choice speaks for the rest, so that it stays quick. */
  scope(parts: Uint32Array): ScopePicture {
    let [all, read] = [0, 0];
    const met: number[] = [];
    for (const part of parts) {
      all += this.#elements[part]!;
      const seen = this.#seenCount(part);
      read += seen;
      if (seen > 0) met.push(part);
    }
    const step = Math.max(1, Math.ceil(met.length / MOST_CLUSTERS));
    const chosen = met.filter((_, i) => i % step === 0);
    if (chosen.length === 0) return { sketch: null, clusters: [], fractionRead: 0 };
    const clusters = chosen.map((part) => this.partSketch(part)!);
    const spokenFor = chosen.reduce((sum, part) => sum + this.#elements[part]!, 0);
    return {
      sketch: scaleSketch(mergeSketches(clusters), all / spokenFor),
      clusters,
      fractionRead: read / all,
    };
  }

  #seenCount(part: number): number {
    return this.#rows.reduce((sum, rows) => {
      const address = rows.get(part);
      return address === undefined ? sum : sum + address.columns.totals.count[address.row]!;
    }, 0);
  }
}
