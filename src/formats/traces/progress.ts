/** How far the reading of a trace is, over all of its files. */
import type { TraceFile } from './trace-file.ts';
import type { TraceReadOptions } from './trace-format.ts';

/** Told of each run of bytes that was read. */
export type CountBytes = (bytes: number) => void;

export function progressOver(
  files: readonly TraceFile[],
  { report }: Pick<TraceReadOptions, 'report'>,
): CountBytes {
  const totalBytes = files.reduce((total, { size }) => total + size, 0);
  let readBytes = 0;
  return (bytes) => {
    readBytes += bytes;
    report?.({ readBytes: Math.min(readBytes, totalBytes), totalBytes });
  };
}
