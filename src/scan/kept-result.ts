/** What a scanner holds, as bytes that are kept in case the scan is interrupted: exact, and checked when they are read. */
import { dtypeNames } from '../core/dtype.ts';
import { JsonValue } from '../core/summary-file/json-value.ts';
import { encodeFrame, openFrame, readSection, written, type Framing } from '../core/summary-file/frame.ts';
import { parseJson } from '../core/summary-file/manifest.ts';
import type { ScanPlan } from './plan.ts';
import { readRows, readTables, writeRows, writeTables } from './result-bytes.ts';
import type { ScanResult } from './scanner.ts';

const framing: Framing = { magic: 'MOE-KEPT', version: 1, what: 'kept result' };

export function encodeKeptResult(result: ScanResult): Uint8Array {
  const rows = written((writer) => writeRows(writer, result));
  const tables = written((writer) => writeTables(writer, result.tables));
  return encodeFrame(framing, { rows: rows.length, tables: tables.length }, [rows, tables]);
}

/** Throws a Fault where the bytes are damaged, or of another plan. */
export function decodeKeptResult(
  bytes: Uint8Array,
  { plan, batches }: { readonly plan: ScanPlan; readonly batches: number },
): ScanResult {
  const { text, body } = openFrame(bytes, { ...framing, file: framing.what });
  const fail = (detail: string) => body.fail(detail);
  const json = new JsonValue(parseJson(text, fail), 'manifest', fail);
  const limits = { parts: plan.parts, batches, classes: plan.classNames.length, dtypes: dtypeNames };
  const section = (name: string) => ({ name, byteLength: json.at(name).count() });
  const rows = readSection(body, section('rows'), (reader) => readRows(reader, limits));
  return { ...rows, tables: readSection(body, section('tables'), (reader) => readTables(reader, limits)) };
}
