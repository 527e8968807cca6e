/** The thread that measures plans: a trainer that holds one trained model, and trains nothing. */
import type { OpenableFile } from '../core/checkpoint.ts';
import { Fault, toFault, type FaultCode } from '../core/fault.ts';
import type { Spawned } from '../workers/spawn.ts';
import type { MeasuredModel, Trained, TrainerContract } from '../workers/trainer-contract.ts';
import type { OpenSource } from './session.ts';
import { fastestBackend } from './training/trainer-offer.ts';
import { newTrainer, theAdviser } from './training/trainer.ts';

let measurer: Spawned<TrainerContract> | null = null;
/** The model that it holds, or is being given. */
let held: { readonly fingerprint: string; readonly model: Promise<MeasuredModel> } | null = null;

/** Asks the thread while it holds the source's model, which is opened in it first. */
export async function askMeasurer<T>(
  source: OpenSource,
  { signal }: { readonly signal: AbortSignal },
  question: (thread: Spawned<TrainerContract>, model: MeasuredModel) => Promise<T>,
): Promise<T> {
  try {
    const model = await openModel(source, { signal });
    return await question(theMeasurer(), model);
  } catch (error) {
    if (isLost(error)) dropMeasurer();
    throw error;
  }
}

/** Opens the source's model in the thread, unless it is there. Abandoning the wait does not end the opening. */
async function openModel(
  source: OpenSource,
  { signal }: { readonly signal: AbortSignal },
): Promise<MeasuredModel> {
  const { fingerprint } = source.catalogue;
  if (!isHeld(fingerprint)) {
    const model = handOver(source);
    held = { fingerprint, model };
    // one that failed is tried again when it is asked for again
    model.catch(() => {
      if (held?.model === model) held = null;
    });
  }
  const model = await held!.model;
  signal.throwIfAborted();
  // another model took its place meanwhile
  return isHeld(fingerprint) ? model : openModel(source, { signal });
}

function isHeld(fingerprint: string): boolean {
  return held?.fingerprint === fingerprint;
}

async function handOver(source: OpenSource): Promise<MeasuredModel> {
  const [model, backend] = await Promise.all([trainedModel(source), fastestBackend()]);
  return theMeasurer().call('openModel', { model, backend });
}

function theMeasurer(): Spawned<TrainerContract> {
  return (measurer ??= newTrainer());
}

/** After such failures nobody knows what state the thread is in: the next question starts another. */
const losses: readonly FaultCode[] = ['worker-lost', 'graphics-lost', 'out-of-memory', 'backend-failed'];

function isLost(error: unknown): boolean {
  return losses.includes(toFault(error).code);
}

function dropMeasurer(): void {
  measurer?.terminate();
  measurer = null;
  held = null;
}

/** Out of the files that it was opened from. */
export async function trainedModel(source: OpenSource): Promise<Trained> {
  const files = source.trained?.files ?? (await sampleFiles(source));
  const reopened = await theAdviser().call('reopen', files);
  if (reopened === null) throw new Fault('internal', { detail: 'the files of a trained model hold none' });
  const { recipe, snapshot } = reopened;
  // what the optimiser remembers is of no use to whoever measures
  return { recipe, snapshot: { ...snapshot, optimizerSlots: [], optimizerSteps: 0 } };
}

/** Of a bundled sample that was trained here: beside its weights lies its config.json. */
async function sampleFiles({ weights, catalogue }: OpenSource): Promise<readonly OpenableFile[]> {
  if (weights.kind !== 'sample') throw new Fault('internal', { detail: 'no files of a trained model' });
  const { url } = weights;
  const places = [
    [catalogue.files[0]?.name ?? 'model.safetensors', url],
    ['config.json', new URL('config.json', url).href],
  ] as const;
  return Promise.all(
    places.map(async ([name, from]): Promise<OpenableFile> => {
      const response = await fetch(from);
      if (!response.ok) throw new Fault('http-status', { url: from, status: response.status });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { path: name, recipe: { kind: 'bytes', name, bytes } };
    }),
  );
}
