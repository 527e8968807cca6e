/** Looks into JSON files and JSON Lines: what their first value's members are called, and the whole of a file. */
import { Fault } from '../../../core/fault.ts';
import { parseJson } from '../../json.ts';
import type { ReadOptions } from '../../source.ts';
import type { TraceFile } from '../trace-file.ts';
import { JsonCursor, readMembers, skipValue } from './json-cursor.ts';
import { skipSpace } from './number-lists.ts';
import { lookOnce } from './once.ts';

/** Of a file's beginning, where its head does not hold the first value. A line of OLMoE's traces has 1.5 MB. */
const START_BYTES = 4_000_000;

/** A table of 94 layers and 512 experts with ten numbers of each has 10 MB. */
export const MAX_TRACE_JSON_BYTES = 100_000_000;

export interface JsonStart {
  /** Of the first object's members, as far as they were seen. */
  readonly keys: ReadonlySet<string>;
  /** The first object, where it is whole and not large; otherwise undefined. */
  readonly value: unknown;
  /** True if more follows the first object: JSON Lines. */
  readonly isLines: boolean;
}

/** The first value of a file that begins as an object does. */
export const lookJsonStart = lookOnce(
  async ({ head, size, source }: TraceFile): Promise<JsonStart | null> => {
    if (firstByte(head) !== '{') return null;
    const start = startOf(head, head.length === size);
    if (start.isWhole || head.length === size) return start;
    return startOf(await source.read(0, Math.min(size, START_BYTES)), size <= START_BYTES);
  },
);

/** What a JSON file holds: an object or a list. Null if it is no JSON, or beyond `MAX_TRACE_JSON_BYTES`. */
export const lookJson = lookOnce(async ({ head, size, source, name }: TraceFile): Promise<unknown> => {
  if (!/^[{[]/.test(firstByte(head)) || size > MAX_TRACE_JSON_BYTES) return null;
  const bytes = size === head.length ? head : await source.read(0, size);
  return parseJson(bytes.subarray(textStart(bytes)), { file: name, format: 'JSON', what: 'its text' });
});

/** The same for a file that was recognised: throws `malformed` or `over-limit`, and what sources throw. */
export async function readJson(
  { size, source, name }: TraceFile,
  { format, signal }: ReadOptions & { readonly format: string },
): Promise<unknown> {
  if (size > MAX_TRACE_JSON_BYTES) {
    const what = 'the size of a JSON file';
    throw new Fault('over-limit', { file: name, what, value: size, limit: MAX_TRACE_JSON_BYTES });
  }
  const bytes = await source.read(0, size, { signal });
  return parseJson(bytes.subarray(textStart(bytes)), { file: name, format, what: 'its text' });
}

function startOf(bytes: Uint8Array, isAll: boolean): JsonStart & { readonly isWhole: boolean } {
  const first = skipSpace(bytes, textStart(bytes));
  const end = skipValue(bytes, first);
  const keys = new Set<string>();
  readMembers(bytes.subarray(first, end < 0 ? bytes.length : end), (key) => keys.add(key));
  const value = end < 0 ? undefined : new JsonCursor(bytes, first).readValue();
  const isLines = end > 0 && !(isAll && skipSpace(bytes, end) === bytes.length);
  return { keys, value, isLines, isWhole: end > 0 };
}

function firstByte(head: Uint8Array): string {
  return String.fromCharCode(head[skipSpace(head, textStart(head))] ?? 0);
}

/** Behind a byte order mark, if there is one. */
function textStart(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
