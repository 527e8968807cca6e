/**
 * The threads that train. One holds the run under way; another answers what a form asks meanwhile, so that measuring a
 * backend never changes the one that a run is on.
 */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { spawnTrainer, type Spawned } from '../../workers/spawn.ts';
import type { TrainerContract } from '../../workers/trainer-contract.ts';
import type { RunId } from './run-record.ts';

type Trainer = Spawned<TrainerContract>;

/** Where the page's datasets lie. */
export const dataFolder = new URL('data/', document.baseURI).href;

/** Files that were dropped as a dataset: every trainer is given them. */
let dataset: readonly OpenableFile[] | null = null;
/** All that run. */
const trainers = new Set<Trainer>();
let adviser: Trainer | null = null;
let trainer: Trainer | null = null;
let held: RunId | null = null;

/** A trainer of its own, which knows where datasets are. Whoever starts one ends it. */
export function newTrainer(): Trainer {
  const started = spawnTrainer();
  // it fails only with the thread itself, and then every call does
  started.call('offer', { dataFolder }).catch(() => undefined);
  if (dataset !== null) started.call('openDataset', dataset).catch(() => undefined);
  const own: Trainer = {
    ...started,
    terminate() {
      trainers.delete(own);
      started.terminate();
    },
  };
  trainers.add(own);
  return own;
}

export function theAdviser(): Trainer {
  return (adviser ??= newTrainer());
}

export function theTrainer(): Trainer {
  return (trainer ??= newTrainer());
}

/** The adviser has opened them without fault. */
export function giveDataset(files: readonly OpenableFile[]): void {
  dataset = files;
  for (const other of trainers) {
    if (other !== adviser) other.call('openDataset', files).catch(() => undefined);
  }
}

/** The run whose model is in the trainer's memory. */
export function heldRun(): RunId | null {
  return held;
}

export function holdRun(id: RunId | null): void {
  held = id;
}

/** After a failure nobody knows what state the thread is in: the next call starts another. */
export function dropTrainer(): void {
  trainer?.terminate();
  trainer = null;
  held = null;
}
