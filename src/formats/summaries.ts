/** Summary files among dropped ones: what they are, their first bytes tell. */
import type { OpenableFile } from '../core/checkpoint.ts';
import { encodeFault, Fault, type FaultWire } from '../core/fault.ts';
import { decodeSummaryFile, isSummaryFile, type SummaryFile } from '../core/summary-file.ts';
import { mapAtOnce } from './at-once.ts';
import type { ReadOptions } from './source.ts';
import { sourceOf } from './sources/source-of.ts';

const MAGIC_BYTES = 8;

/** Twenty times what a model of 36,000 tensors takes. */
const MOST_BYTES = 400_000_000;

export interface FoundSummaries {
  readonly summaries: readonly SummaryFile[];
  readonly others: readonly OpenableFile[];
  /** Of summaries that can't be read. */
  readonly faults: readonly FaultWire[];
}

/** Never throws but AbortError: what can't be read is among the faults, or someone else's. */
export async function findSummaries(
  files: readonly OpenableFile[],
  options: ReadOptions = {},
): Promise<FoundSummaries> {
  const found = await mapAtOnce(files, (file) => readSummary(file, options));
  return {
    summaries: found.flatMap((one) => (one !== null && 'catalogue' in one ? [one] : [])),
    faults: found.flatMap((one) => (one !== null && 'code' in one ? [one] : [])),
    others: files.filter((_, i) => found[i] === null),
  };
}

async function readSummary(
  { path, recipe }: OpenableFile,
  options: ReadOptions,
): Promise<SummaryFile | FaultWire | null> {
  const source = sourceOf(recipe);
  let isSummary = false;
  try {
    if (source.size < MAGIC_BYTES) return null;
    isSummary = isSummaryFile(await source.read(0, MAGIC_BYTES, options));
    if (!isSummary) return null;
    if (source.size > MOST_BYTES) {
      throw new Fault('over-limit', { file: path, what: 'its size', value: source.size, limit: MOST_BYTES });
    }
    return decodeSummaryFile(await source.read(0, source.size, options), path);
  } catch (error) {
    options.signal?.throwIfAborted();
    return isSummary ? encodeFault(error) : null;
  }
}
