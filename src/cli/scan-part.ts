/** One of several machines' share of a scan, as a file. */
import { formatScope } from '../core/scope.ts';
import { scanIdentity } from '../scan/identity.ts';
import { encodePart } from '../scan/part-file.ts';
import { joinResults } from '../scan/scanner.ts';
import type { Share } from '../scan/share.ts';
import type { Prepared } from './analysis.ts';
import { saveFile } from './save-file.ts';
import { scanShare, unitOptions, type ScanPlanOptions } from './scan-plan.ts';

export interface ScanPartOptions extends ScanPlanOptions {
  readonly share: Share;
  /** Path of the file to write. */
  readonly out: string;
}

/** Throws Fault. */
export async function scanPart(
  { catalogue, plan, scope }: Prepared,
  { out, ...options }: ScanPartOptions,
): Promise<void> {
  const { reading, share } = options;
  const scan = scanIdentity({
    plan,
    units: unitOptions(reading),
    fingerprint: catalogue.fingerprint,
    tensorNames: catalogue.tensors.names,
  });
  const { results, batches, ownBatches } = await scanShare(plan, options);
  const bytes = encodePart({
    ...share,
    ...reading,
    scan,
    scope: formatScope(scope),
    catalogue,
    classes: plan.classNames,
    classOf: plan.classOf,
    batches,
    ownBatches: Uint32Array.from(ownBatches),
    result: joinResults(plan, results),
  });
  await saveFile(out, bytes);
}
