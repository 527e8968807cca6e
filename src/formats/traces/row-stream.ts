/**
 * The rows of arrays that lie side by side in a file, some at a time and in step: while one run of rows is being
 * worked on, the next is read, into one of two buffers that are used again and again.
 */
import { Fault } from '../../core/fault.ts';
import { dtypes, type Dtype } from '../../core/dtype.ts';
import type { ByteSource, ByteStream, ReadOptions } from '../source.ts';

/** Read of an array at once; rows longer than this are read one at a time. */
const RUN_BYTES = 4 * 1024 * 1024;

/** No row of a trace is longer. */
const MAX_ROW_BYTES = 64 * 1024 * 1024;

export interface RowColumn {
  /** First byte of the first row; elements are little-endian, rows without gaps. */
  readonly startByte: number;
  readonly dtype: Dtype;
  readonly rowElements: number;
}

export interface RowRun {
  readonly first: number;
  readonly rows: number;
  /** Of each column, valid until the next run is asked for. */
  readonly bytes: readonly Uint8Array<ArrayBuffer>[];
}

/** Throws `over-limit`, and what sources throw. */
export async function* rowRuns(
  source: ByteSource,
  { columns, rows }: { readonly columns: readonly RowColumn[]; readonly rows: number },
  options: ReadOptions,
): AsyncGenerator<RowRun> {
  const widths = columns.map(({ dtype, rowElements }) => (rowElements * dtypes[dtype].bits) / 8);
  // such rows take no bytes, so that nothing bounds how many there claim to be
  if (widths.includes(0)) return;
  const widest = Math.max(...widths);
  if (widest > MAX_ROW_BYTES) {
    const what = 'the bytes of a row';
    throw new Fault('over-limit', { file: source.name, what, value: widest, limit: MAX_ROW_BYTES });
  }
  const runRows = Math.max(1, Math.floor(RUN_BYTES / widest));
  const readers = columns.map(
    ({ startByte }, c) =>
      new TwoBuffers(source.stream(startByte, startByte + rows * widths[c]!, options), runRows * widths[c]!),
  );
  try {
    for (let first = 0; first < rows; first += runRows) {
      const count = Math.min(runRows, rows - first);
      yield { first, rows: count, bytes: await Promise.all(readers.map((reader) => reader.next())) };
    }
  } finally {
    for (const reader of readers) reader.cancel();
  }
}

class TwoBuffers {
  readonly #stream: ByteStream;
  readonly #runBytes: number;
  #reading: Promise<Uint8Array<ArrayBuffer>>;
  #idle: ArrayBuffer;

  constructor(stream: ByteStream, runBytes: number) {
    this.#stream = stream;
    this.#runBytes = runBytes;
    this.#idle = new ArrayBuffer(runBytes);
    this.#reading = this.#begin(new ArrayBuffer(runBytes));
  }

  /** The bytes that were handed out before may be overwritten from here on. */
  async next(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#reading;
    this.#reading = this.#begin(this.#idle);
    this.#idle = bytes.buffer;
    return bytes;
  }

  cancel(): void {
    this.#stream.cancel();
  }

  #begin(buffer: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
    const reading = this.#read(buffer);
    // Whoever awaits it hears of its failure; nobody may.
    reading.catch(() => undefined);
    return reading;
  }

  async #read(into: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
    const { buffer, length } = await this.#stream.read(into, 0, this.#runBytes);
    return new Uint8Array(buffer, 0, length);
  }
}
