/** `plan --write OUT`: what a plan leaves of a checkpoint, as a new folder that opens again. */
import { catalogueOf } from '../../core/catalogue.ts';
import type { Checkpoint } from '../../core/checkpoint.ts';
import type { Structure } from '../../core/structure.ts';
import { json } from '../../core/pruning/keep-lists/json.ts';
import { keepListOf } from '../../core/pruning/keep-lists/keep-list.ts';
import { writeFile } from '../../formats/pruned/byte-sink.ts';
import { planPrunedFiles, type Pruning } from '../../formats/pruned/plan-files.ts';
import { writePruned } from '../../formats/pruned/write-pruned.ts';
import { newFolder } from '../path-folder.ts';
import { sourceOf } from '../path-source.ts';
import { ProgressLine } from '../progress-line.ts';

export interface PlanToWrite {
  readonly checkpoint: Checkpoint;
  readonly structure: Structure;
  /** Of the bytes, for the keep-list that is written beside the weights. */
  readonly fingerprint: string;
  /** What `planCosts` came to. */
  readonly costs: Pruning;
  /** Path of the new folder. */
  readonly out: string;
  /** At most so many bytes of tensors in a file; as Hugging Face's libraries have it if absent. */
  readonly shardBytes?: number | undefined;
}

export interface WrittenPlan {
  /** Names of all files, in the order in which they were written. */
  readonly files: readonly string[];
  /** Of all tensors, without headers. */
  readonly tensorBytes: number;
}

/**
 * Throws `export-impossible` before anything is written, `write-failed`, and the faults of sources. The folder has its name
 * only once all of it is whole.
 */
export async function writePlan(plan: PlanToWrite): Promise<WrittenPlan> {
  const { checkpoint, structure, fingerprint, costs, out, shardBytes } = plan;
  const files = planPrunedFiles(checkpoint, structure, costs, { shardBytes });
  const list = keepListOf(catalogueOf(checkpoint, structure, fingerprint), costs.keepLists);
  const progress = new ProgressLine();
  const folder = await newFolder(out);
  progress.begin();
  try {
    const names = await writePruned(files, folder, {
      sourceOf,
      report: ({ writtenBytes: doneBytes, totalBytes }) => progress.showBytes(out, { doneBytes, totalBytes }),
    });
    await writeFile(folder, json.fileName, (sink) => sink.write(new TextEncoder().encode(json.format(list))));
    await folder.finish();
    return { files: [...names, json.fileName], tensorBytes: files.byteLength };
  } finally {
    progress.clear();
    await folder.discard();
  }
}
