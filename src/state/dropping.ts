/** What to do with files that were dropped or picked: models and traces are opened, datasets and runs go to the trainer. */
import type { OpenableFile } from '../core/checkpoint.ts';
import { asTask, openFiles } from './opening.ts';
import { theReader } from './services.ts';
import { isDatasetFile } from './training/dataset-file.ts';
import { openDataset } from './training/dropped-dataset.ts';
import type { TrainedFiles } from './session.ts';
import { isRunFile, reopenRun } from './training/run-files.ts';
import type { RunId } from './training/run-record.ts';
import { theAdviser } from './training/trainer.ts';

const LARGEST_CONFIG = 1_000_000;

/** Never fails: what is wrong is told as messages. */
export async function openDropped(files: readonly OpenableFile[], label: string): Promise<void> {
  const data = await datasetFiles(files, label);
  const others = files.filter((file) => !data.includes(file));
  const tasks = [
    ...(data.length > 0 ? [asTask(label, null, (signal) => openDataset(data, signal))] : []),
    ...(others.length > 0 ? [openModels(others, label)] : []),
  ];
  await Promise.all(tasks);
}

/** By their names, unless their content says that they are traces: those are tables and lines too. */
async function datasetFiles(files: readonly OpenableFile[], label: string): Promise<readonly OpenableFile[]> {
  const isData = await Promise.all(files.map(isDatasetFile));
  const named = files.filter((_, i) => isData[i]);
  let areTraces: readonly boolean[] = [];
  if (named.length > 0) {
    await asTask(label, null, async (signal) => {
      areTraces = await theReader().call('areTraces', named, { signal });
    });
  }
  return named.filter((_, i) => areTraces[i] !== true);
}

async function openModels(files: readonly OpenableFile[], label: string): Promise<void> {
  const unpacked = await unpackRun(files, label);
  const trained = (await hasRun(unpacked)) ? await bringBack(unpacked, label) : undefined;
  const shown = unpacked.filter((file) => !isRunFile(file));
  await openFiles(shown, label, trained);
}

async function bringBack(files: readonly OpenableFile[], label: string): Promise<TrainedFiles> {
  let run: RunId | null = null;
  await asTask(label, null, async (signal) => {
    run = await reopenRun(files, signal);
  });
  return { files, run };
}

/** The files of a run that was saved as one archive; any other files as they are. */
async function unpackRun(files: readonly OpenableFile[], label: string): Promise<readonly OpenableFile[]> {
  const [file] = files;
  if (files.length !== 1 || file === undefined || !/\.zip$/i.test(file.path)) return files;
  const found: OpenableFile[] = [];
  await asTask(label, null, async (signal) => {
    found.push(...((await theAdviser().call('unpack', file, { signal })) ?? []));
  });
  return found.length > 0 ? found : files;
}

/** Whether a config.json among them was written here: nothing else is worth starting a trainer for. */
async function hasRun(files: readonly OpenableFile[]): Promise<boolean> {
  const config = files.find(({ path }) => /(^|\/)config\.json$/.test(path));
  if (config === undefined) return false;
  const { recipe } = config;
  if (recipe.kind === 'bytes') return new TextDecoder().decode(recipe.bytes).includes('"moe_scope"');
  if (recipe.kind !== 'file' || recipe.file.size > LARGEST_CONFIG) return false;
  // what can't be read is no run: whoever opens it says why
  const text = await recipe.file.text().catch(() => '');
  return text.includes('"moe_scope"');
}
