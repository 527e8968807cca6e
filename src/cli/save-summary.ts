/** The whole analysis as a file that opens in the page. */
import { encodeSummaryFile, SUMMARY_FILE_ENDING } from '../core/summary-file.ts';
import { summaryFileOf, type Described, type Scanned } from './analysis.ts';
import { saveFile } from './save-file.ts';

/** The ending is added where it is missing. Throws Fault. */
export async function saveSummary(path: string, described: Described, scanned: Scanned): Promise<void> {
  const named = path.endsWith(SUMMARY_FILE_ENDING) ? path : path + SUMMARY_FILE_ENDING;
  await saveFile(named, encodeSummaryFile(summaryFileOf(described, scanned)));
}
