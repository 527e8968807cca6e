/** Responses of servers as clients keep them: one, a list of them, or one a line. */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { lookJson, MAX_TRACE_JSON_BYTES } from './looks/json.ts';
import { holdsText, lookOnce } from './looks/once.ts';
import type { TraceFile } from './trace-file.ts';

export interface Responses {
  readonly responses: readonly JsonObject[];
  /** True if the last line ends within a response. */
  readonly isCutShort: boolean;
}

/** Null where the file holds no JSON objects, or nothing of routed experts near its beginning. */
export const lookResponses = lookOnce(async (file): Promise<Responses | null> => {
  const json = await lookJson(file);
  if (json === null) return readLines(file);
  const responses = (Array.isArray(json) ? (json as unknown[]) : [json]).filter(isJsonObject);
  return responses.length > 0 ? { responses, isCutShort: false } : null;
});

async function readLines({ head, size, source }: TraceFile): Promise<Responses | null> {
  if (size > MAX_TRACE_JSON_BYTES || !holdsText(head, 'routed_experts')) return null;
  const lines = new TextDecoder().decode(await source.read(0, size)).split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  const parsed = filled.map(objectOf);
  const isCutShort = parsed.length > 1 && parsed.at(-1) === null;
  const responses = isCutShort ? parsed.slice(0, -1) : parsed;
  return responses.every((response) => response !== null) ? { responses, isCutShort } : null;
}

function objectOf(line: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Says so where the file ends within a response. */
export async function tellCutShort(sink: TraceSink, file: TraceFile): Promise<void> {
  const looked = await lookResponses(file);
  if (looked?.isCutShort !== true) return;
  const detail = `${looked.responses.length} responses are whole`;
  sink.find(finding('cut-short', { file: file.name, detail }));
}
