/** What all traces of JSON Lines share: lines that can't be read are counted, told of, and left out. */
import { Fault } from '../../core/fault.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { lineBlocks, linesOf } from './looks/lines.ts';
import type { CountBytes } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceReadOptions } from './trace-format.ts';

export interface JsonLinesOptions extends TraceReadOptions {
  readonly sink: TraceSink;
  /** For messages: the format as people call it. */
  readonly format: string;
  readonly countBytes: CountBytes;
  /** What is wrong with the line, or null. The line is valid during the call alone. */
  readonly onLine: (line: Uint8Array) => string | null | Promise<string | null>;
}

/** Throws `malformed` if not one line can be read, and what sources throw. */
export async function readJsonLines(file: TraceFile, options: JsonLinesOptions): Promise<void> {
  const damage = new LineDamage(file.name);
  let startByte = 0;
  for await (const block of lineBlocks(file.source, options)) {
    for (const { line, isOpen } of linesOf(block)) {
      const told = options.onLine(line);
      damage.count(told instanceof Promise ? await told : told, isOpen);
    }
    const endByte = block.startByte + block.bytes.length;
    options.countBytes(endByte - startByte);
    startByte = endByte;
  }
  damage.tell(options);
}

class LineDamage {
  readonly #file: string;
  #lines = 0;
  #unreadable = 0;
  #first: { readonly line: number; readonly detail: string } | null = null;
  #isCutShort = false;

  constructor(file: string) {
    this.#file = file;
  }

  count(detail: string | null, isOpen: boolean): void {
    this.#lines++;
    if (detail === null) return;
    this.#unreadable++;
    this.#first ??= { line: this.#lines, detail };
    this.#isCutShort = isOpen;
  }

  tell({ sink, format }: JsonLinesOptions): void {
    const file = this.#file;
    if (this.#first === null) return;
    const { line, detail } = this.#first;
    if (this.#unreadable === this.#lines) {
      throw new Fault('malformed', { file, format, detail: `line ${line} ${detail}` });
    }
    const lines = this.#unreadable - Number(this.#isCutShort);
    if (lines > 0) sink.find(finding('unreadable-lines', { file, lines, first: line, detail }));
    if (this.#isCutShort)
      sink.find(finding('cut-short', { file, detail: 'its last line ends in the middle' }));
  }
}
