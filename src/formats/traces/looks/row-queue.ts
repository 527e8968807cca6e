/** Rows that come in pieces of any length, handed out in pieces of the length that is asked for. */
import { malformedParquet, type ParquetRows } from './parquet-column.ts';

export class RowQueue {
  readonly #pieces: AsyncGenerator<ParquetRows, void>;
  readonly #file: string;
  #piece: ParquetRows | null = null;
  /** Rows of the piece that were handed out. */
  #taken = 0;

  /** `file` is for messages. */
  constructor(pieces: AsyncGenerator<ParquetRows, void>, file: string) {
    this.#pieces = pieces;
    this.#file = file;
  }

  /** [rows, width] of the next so many rows. Throws `malformed` if there are fewer, or if their width changes. */
  async take(rows: number): Promise<Float64Array> {
    const taken = await this.takeSome(rows);
    const width = this.#piece?.width ?? 0;
    if (taken.length !== rows * width) throw malformedParquet(this.#file, 'it has fewer rows than it claims');
    return taken;
  }

  /** The same; fewer at the end. */
  async takeSome(rows: number): Promise<Float64Array> {
    const first = await this.#next();
    if (first === null) return new Float64Array(0);
    const { width } = first;
    const taken = new Float64Array(rows * width);
    let filled = 0;
    for (let piece: ParquetRows | null = first; piece !== null && filled < rows; piece = await this.#next()) {
      if (piece.width !== width)
        throw malformedParquet(this.#file, 'its rows have different numbers of values');
      const count = Math.min(rows - filled, piece.rows - this.#taken);
      taken.set(piece.values.subarray(this.#taken * width, (this.#taken + count) * width), filled * width);
      filled += count;
      this.#taken += count;
    }
    return taken.subarray(0, filled * width);
  }

  /** The piece that has rows left; null at the end. */
  async #next(): Promise<ParquetRows | null> {
    while (this.#piece === null || this.#taken === this.#piece.rows) {
      const next = await this.#pieces.next();
      if (next.done === true) return null;
      this.#piece = next.value;
      this.#taken = 0;
    }
    return this.#piece;
  }
}
