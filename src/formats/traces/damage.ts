/** Faults of importers: a file that is of a format and yet not as the format has it. */
import { Fault } from '../../core/fault.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export function damaged(
  { name: file }: Pick<TraceFile, 'name'>,
  { name: format }: Pick<TraceFormat, 'name'>,
  detail: string,
): Fault<'malformed'> {
  return new Fault('malformed', { file, format, detail });
}
