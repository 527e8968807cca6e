/** Traces for tests: a file as importers get it, a sink that writes down what it is told, and reading with both. */
import type { FindingCode } from '../core/trace/finding.ts';
import { collectTrace, type Collected } from '../core/trace/collector.ts';
import { bytesSource } from '../formats/sources/bytes-source.ts';
import { TRACE_HEAD_BYTES, type TraceFile } from '../formats/traces/trace-file.ts';
import type { TraceFormat } from '../formats/traces/trace-format.ts';

export function traceFile(path: string, bytes: Uint8Array): TraceFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    path,
    name,
    size: bytes.length,
    file: { name, size: bytes.length, recipe: { kind: 'bytes', name, bytes } },
    source: bytesSource(name, bytes),
    head: bytes.subarray(0, TRACE_HEAD_BYTES),
  };
}

/** What the collector makes of files of one trace; findings of the codes in `ignored` are not put right. */
export async function collectFiles(
  format: TraceFormat,
  files: readonly TraceFile[],
  ignored: readonly FindingCode[] = [],
): Promise<Collected> {
  const corrects = (code: FindingCode) => !ignored.includes(code);
  const collector = collectTrace({ name: files[0]!.name, corrects });
  await format.read(files, collector, { corrects });
  return collector.finish();
}
