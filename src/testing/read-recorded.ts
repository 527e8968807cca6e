/** What importers tell of files that tests make up. */
import { Fault } from '../core/fault.ts';
import type { FindingCode } from '../core/trace/finding.ts';
import type { TraceFile } from '../formats/traces/trace-file.ts';
import type { TraceFormat } from '../formats/traces/trace-format.ts';
import { recordingSink, type Recording } from './recording-sink.ts';
import { traceFile } from './trace-of.ts';

export async function readRecorded(
  format: TraceFormat,
  files: readonly TraceFile[],
  ignored: readonly FindingCode[] = [],
): Promise<Recording> {
  const { sink, recording } = recordingSink();
  await format.read(files, sink, { corrects: (code) => !ignored.includes(code) });
  return recording;
}

export function textFile(path: string, text: string): TraceFile {
  return traceFile(path, new TextEncoder().encode(text));
}

/** How a file cut off after each of `lengths` bytes ends: `read`, or the code of a fault. Anything else is thrown. */
export async function readCutOff(
  format: TraceFormat,
  bytes: Uint8Array,
  lengths: readonly number[],
): Promise<string[]> {
  const ends: string[] = [];
  for (const length of lengths) {
    const file = traceFile('unknown', bytes.subarray(0, length));
    try {
      if (!(await format.recognises(file))) ends.push('unknown');
      else {
        await readRecorded(format, [file]);
        ends.push('read');
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw new Error(`cut off after ${length} bytes`, { cause: error });
      ends.push((error as Fault).code);
    }
  }
  return ends;
}
