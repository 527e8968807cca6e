/** Runs as files: opened as a checkpoint, saved, and brought back when such files are dropped on the page. */
import { notice } from '../../core/fault.ts';
import type { OpenableFile } from '../../core/checkpoint.ts';
import type { ExportedFile } from '../../workers/trainer-contract.ts';
import { asTask, openFiles } from '../opening.ts';
import { addMessage } from '../session.ts';
import { changeView } from '../view.ts';
import { newRun, nameOf } from './new-run.ts';
import { endEarly, isUnderWay } from './run-process.ts';
import type { RunId, RunRecord } from './run-record.ts';
import { readPart, writePart } from './run-storage.ts';
import { addRuns, findRun, selectRun } from './runs.ts';
import { fastestBackend } from './trainer-offer.ts';
import { heldRun, newTrainer, theAdviser, theTrainer } from './trainer.ts';

/** What no checkpoint reader is shown: it belongs to the run, not to the model. */
const RUN_FILE = 'training-state.safetensors';

export function isRunFile({ path }: OpenableFile): boolean {
  return path.slice(path.lastIndexOf('/') + 1) === RUN_FILE;
}

/** Opens the model as it stood at the run's last snapshot and its routing, in every panel that they have. */
export async function openAsCheckpoint(id: RunId): Promise<void> {
  await withFiles(id, false, async (files, name) => {
    const openable = files.map(({ name: path, bytes }): OpenableFile => ({
      path,
      recipe: { kind: 'bytes', name: path.slice(path.lastIndexOf('/') + 1), bytes },
    }));
    const shown = openable.filter((file) => !isRunFile(file));
    await openFiles(shown, name, { files: openable, run: id });
    changeView({ panel: 'curve' });
  });
}

/** Saves the model, its recipe, its routing and all that it needs to go on as one archive. */
export async function downloadRun(id: RunId): Promise<void> {
  await withFiles(id, true, ([archive]) => {
    const { name, bytes } = archive!;
    save(name, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
    return Promise.resolve();
  });
}

async function withFiles(
  id: RunId,
  isPacked: boolean,
  handOver: (files: readonly ExportedFile[], name: string) => Promise<void>,
): Promise<void> {
  const record = findRun(id);
  if (record === null) return;
  const name = fileName(record.name);
  await asTask(record.name, null, async () => handOver(await exportRun(record, { name, isPacked }), name));
}

/** By the trainer if it holds the run and rests; else by one of its own, from the last snapshot. */
async function exportRun(
  { id, recipe, backend }: RunRecord,
  options: { name: string; isPacked: boolean },
): Promise<readonly ExportedFile[]> {
  if (heldRun() === id && !isUnderWay(id)) return theTrainer().call('export', options);
  const snapshot = await readPart('snapshot', id);
  const own = newTrainer();
  try {
    const name = backend?.name ?? (await fastestBackend());
    await own.call('begin', { recipe, backend: name, snapshot });
    return await own.call('export', options);
  } finally {
    own.terminate();
  }
}

/** Brings back the run that the files were exported from; null for files of any other kind. */
export async function reopenRun(files: readonly OpenableFile[], signal: AbortSignal): Promise<RunId | null> {
  const reopened = await theAdviser().call('reopen', files, { signal });
  if (reopened === null) return null;
  const { recipe, snapshot, backend, isDone, test } = reopened;
  const { step } = snapshot;
  const record = { ...newRun({ name: nameOf(recipe), recipe }, { backend }), state: 'paused', step } as const;
  await writePart('snapshot', record.id, snapshot);
  addRuns([record]);
  selectRun(record.id);
  const { samples, correct } = test;
  addMessage('notice', notice('run-reopened', { run: record.name, step, samples, correct }));
  if (isDone) endEarly(record.id);
  return record.id;
}

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // the click only begins the download
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Letters, digits and dashes, which every system takes for a name. */
function fileName(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 80) || 'run'
  );
}
