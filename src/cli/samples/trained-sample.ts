/**
 * A trained sample: a recipe, trained once and committed with what it came to, as training takes minutes. Weights are kept
 * in BF16, and its test is of those weights.
 */
import { formatRecipe } from '../../core/recipe-text.ts';
import type { Recipe } from '../../core/recipe.ts';
import { readFloatArrays } from '../../formats/checkpoints/float-arrays.ts';
import { encodeSafetensors } from '../../formats/checkpoints/safetensors-writer.ts';
import { bytesSource } from '../../formats/sources/bytes-source.ts';
import { startWasmIn } from '../../training/backends/wasm-in-folder.ts';
import { checkpointOf, fileNames, snapshotOf } from '../../training/checkpoint/checkpoint.ts';
import { parseConfig, type CheckpointConfig } from '../../training/checkpoint/config.ts';
import { traceOf } from '../../training/checkpoint/trace.ts';
import { dataOf } from '../../training/known-data.ts';
import { mnist } from '../../training/datasets/mnist.ts';
import { presets } from '../../training/presets/index.ts';
import { Run } from '../../training/run.ts';
import { restoreSnapshot } from '../../training/snapshot.ts';
import { openInFolder } from '../prepared-folder.ts';
import { wasmFolder } from '../wasm-folder.ts';
import { encodeBf16 } from './bf16.ts';

export interface TrainedSample {
  readonly id: string;
  readonly title: string;
  /** What it is, and what to look for. */
  readonly sentence: string;
  readonly recipe: Recipe;
}

/** The first row of a preset is what it is about. */
function recipeOf(presetId: string): Recipe {
  return presets.find(({ id }) => id === presetId)!.rows[0]!.recipe;
}

export const trainedSamples: readonly TrainedSample[] = [
  {
    id: 'mnist-switch',
    title: 'MNIST, Switch',
    sentence:
      'Trained here: one of eight experts reads each digit, and a small penalty keeps all of them busy. No expert is left behind.',
    recipe: recipeOf('switch-mnist'),
  },
  {
    id: 'mnist-collapsed',
    title: 'MNIST, collapsed',
    sentence:
      'The same without the penalty: one expert was ahead, got more digits, and in the end all of them. Find it: the others hardly left their first weights.',
    recipe: recipeOf('collapsed-mnist'),
  },
];

export interface TrainedFiles {
  readonly weights: Uint8Array;
  readonly config: Uint8Array;
  /** Where the test split went. */
  readonly trace: Uint8Array;
}

/** Trains the sample from its recipe; the same bytes each time. MNIST must lie in `.data`. */
export async function trainSample({ id, recipe }: TrainedSample): Promise<TrainedFiles> {
  const run = await beginRun(recipe);
  while (!run.isDone) run.advance();
  const backend = { name: 'wasm', device: 'one thread', isSoftware: false, stepMs: null } as const;
  const exact = await checkpointOf(run, { backend, test: await run.evaluateTest() });
  const arrays = exact.weights.arrays.map((array) => ({ ...array, bytes: encodeBf16(array.values) }));
  const rounded = arrays.map(({ bytes, ...array }) => ({ ...array, values: decodeBf16(bytes) }));
  const { step } = run;
  restoreSnapshot(run, snapshotOf(recipe, dataOf(run.dataset), { step, weights: rounded, state: null }));
  const { config } = await checkpointOf(run, { backend, test: await run.evaluateTest() });
  const trace = await tracedBytes(run);
  run.dispose();
  const metadata = {
    origin: 'trained',
    made_by: 'MoE Scope, scripts/make-samples.mjs',
    sample: id,
    recipe: formatRecipe(recipe),
  };
  const tensors = arrays.map(({ name, shape, bytes }) => ({ name, dtype: 'BF16' as const, shape, bytes }));
  return {
    weights: encodeSafetensors(tensors, metadata),
    config: new TextEncoder().encode(config),
    trace,
  };
}

/** The same weights with their trace anew: what training would write now, for what traces tell beside. */
export async function retraceSample(
  { recipe }: TrainedSample,
  { weights, config }: TrainedFiles,
): Promise<TrainedFiles> {
  const run = await beginRun(recipe);
  const file = { name: fileNames.weights, size: weights.length };
  const { arrays } = await readFloatArrays(
    { ...file, recipe: { kind: 'bytes', name: file.name, bytes: weights } },
    bytesSource(file.name, weights),
  );
  const { step } = parseConfig(new TextDecoder().decode(config)) as CheckpointConfig;
  restoreSnapshot(run, snapshotOf(recipe, dataOf(run.dataset), { step, weights: arrays, state: null }));
  const trace = await tracedBytes(run);
  run.dispose();
  return { weights, config, trace };
}

async function beginRun(recipe: Recipe): Promise<Run> {
  await startWasmIn(wasmFolder());
  return new Run(recipe, await mnist.load({}, { open: openInFolder('.data') }));
}

async function tracedBytes(run: Run): Promise<Uint8Array> {
  return new TextEncoder().encode(await traceOf(run, { rest: () => Promise.resolve() }));
}

function decodeBf16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = Uint32Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true) << 16);
  return new Float32Array(bits.buffer);
}
