/**
 * config.json of a model trained here: what other programs look for (experts, top-k), and under `moe_scope` all that
 * brings the run back: its recipe, the shape of its data, and what came of it.
 */
import { readRecipe } from '../../core/recipe-json.ts';
import type { Recipe } from '../../core/recipe.ts';
import { backendNames, type BackendFacts, type BackendName } from '../backends/backend.ts';
import type { DataFacts } from '../compatibility.ts';
import type { InputShape } from '../encoders/encoder.ts';
import { expertKinds } from '../experts/index.ts';
import { chosenPart } from '../part.ts';
import { routers } from '../routers/index.ts';

const VERSION = 1;

export interface CheckpointConfig {
  readonly recipe: Recipe;
  readonly datasetName: string;
  readonly classes: readonly string[];
  readonly input: InputShape;
  /** Steps taken. */
  readonly step: number;
  /** False for one that can go on. */
  readonly isDone: boolean;
  readonly backend: BackendName;
  /** On the whole test split. */
  readonly test: { readonly samples: number; readonly correct: number; readonly loss: number };
}

export function formatConfig({ recipe, ...config }: CheckpointConfig, backend: BackendFacts): string {
  const router = chosenPart(routers, recipe.router);
  const numbers = chosenPart(expertKinds, recipe.experts).numbers(recipe.experts.values);
  const { count, shared } = router.isOneNetwork === true ? { count: 1, shared: 0 } : numbers;
  const used = router.used(recipe.router.values, count);
  const content = {
    model_type: 'moe_scope',
    architectures: ['MoeScopeClassifier'],
    num_local_experts: count,
    num_experts_per_tok: Math.max(1, Math.round(used)),
    n_shared_experts: shared,
    num_labels: config.classes.length,
    moe_scope: { version: VERSION, ...config, device: backend.device, recipe },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Null for a config.json of another program; `problem` says what is wrong with one of this. */
export function parseConfig(text: string): CheckpointConfig | { readonly problem: string } | null {
  const whole = parseJson(text);
  if (!isObject(whole) || whole.model_type !== 'moe_scope') return null;
  const { moe_scope: own } = whole;
  if (!isObject(own)) return { problem: 'it says nothing of how the model was trained' };
  if (own.version !== VERSION) return { problem: 'it was written by another version' };
  const recipe = readRecipe(own.recipe);
  const input = readInput(own.input);
  const backend = backendNames.find((name) => name === own.backend);
  const test = own.test;
  const isWhole =
    recipe !== null &&
    input !== null &&
    backend !== undefined &&
    isCount(own.step) &&
    typeof own.datasetName === 'string' &&
    isTexts(own.classes) &&
    isObject(test) &&
    isCount(test.samples) &&
    isCount(test.correct) &&
    typeof test.loss === 'number';
  if (!isWhole) return { problem: 'its recipe, or what was trained on, can’t be read' };
  return {
    recipe,
    input,
    backend,
    isDone: own.isDone === true,
    step: own.step as number,
    datasetName: own.datasetName as string,
    classes: own.classes as readonly string[],
    test: test as unknown as CheckpointConfig['test'],
  };
}

export function dataOfConfig({ input, classes }: CheckpointConfig): DataFacts {
  return { input, classes: classes.length };
}

function readInput(value: unknown): InputShape | null {
  if (!isObject(value)) return null;
  const { kind, height, width, channels, features, vocabulary } = value;
  if (kind === 'image' && isCount(height) && isCount(width) && isCount(channels))
    return { kind, height, width, channels };
  if (kind === 'vector' && isCount(features)) return { kind, features };
  return kind === 'text' && isCount(vocabulary) ? { kind, vocabulary } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
