/** Saves what is known of a source as a summary file. */
import { SUMMARY_FILE_ENDING } from '../core/summary-file.ts';
import type { Summary } from '../core/summary.ts';
import { theReader } from './services.ts';
import type { OpenSource } from './session.ts';

/** Under the name that the person knows it by. */
export async function summaryBytes(
  { label, catalogue }: OpenSource,
  summary: Summary,
): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const file = { catalogue: { ...catalogue, name: label }, summary };
  const bytes = (await theReader().call('encodeSummary', file)) as Uint8Array<ArrayBuffer>;
  return { name: `${label.replace(/[^\w.-]+/g, '-')}${SUMMARY_FILE_ENDING}`, bytes };
}
