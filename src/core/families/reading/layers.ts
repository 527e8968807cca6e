/**
 * Layers: numbers in names, ordered by the stack they belong to. A plain decoder has one stack and its layers keep
 * their numbers; an encoder, a decoder, a vision tower each have one of their own, and their layers follow one another.
 */
import type { ModelConfig } from '../../checkpoint.ts';
import { MAX_LAYERS, MAX_MISSING_LAYERS } from '../limits.ts';
import { readConfig } from './config.ts';
import type { Names } from './names.ts';
import type { Reading } from './reading.ts';
import { labelOf, rankOf, titleStacks, type TitledStack } from './stack-titles.ts';

export interface Layers {
  /** Layer id, a tensor; −1 outside layers. */
  readonly layerOf: Int32Array;
  readonly labels: readonly string[];
  /** Layers of the main stack, without those that predict further tokens. */
  readonly mainLayers: number;
}

interface Stack extends TitledStack {
  readonly numbers: Set<number>;
  /** Numbers of layers that predict further tokens. */
  readonly predictors: Set<number>;
}

export function numberLayers(names: Names, readings: readonly Reading[], config: ModelConfig | null): Layers {
  const layerOf = new Int32Array(names.shapeOf.length).fill(-1);
  const { stacks, stackOf, numberOf } = collectStacks(names, readings);
  const titles = titleStacks(stacks);
  const order = stacks.map((_, i) => i).sort((a, b) => rankOf(titles[a]!) - rankOf(titles[b]!));
  const [main] = order;
  if (main !== undefined) addConfiguredPredictors(stacks[main]!, config);

  const labels: string[] = [];
  const idsOf = new Map<number, (number: number) => number>();
  for (const stack of order) idsOf.set(stack, placeStack(stacks[stack]!, titles[stack]!, labels));
  stackOf.forEach((stack, tensor) => {
    if (stack >= 0) layerOf[tensor] = idsOf.get(stack)!(numberOf[tensor]!);
  });
  return { layerOf, labels, mainLayers: main === undefined ? 0 : countMain(stacks[main]!) };
}

function collectStacks(names: Names, readings: readonly Reading[]) {
  const stacks: Stack[] = [];
  const ids = new Map<string, number>();
  const stackOf = new Int32Array(names.shapeOf.length).fill(-1);
  const numberOf = new Int32Array(names.shapeOf.length);
  names.shapeOf.forEach((shape, tensor) => {
    const reading = readings[shape];
    if (reading === undefined || reading.stack === null) return;
    const { stack, layerAt, isPredictor } = reading;
    const numbers = names.numbers[tensor]!;
    const path = stack.includes('#') ? fillNumbers(stack, numbers) : stack;
    const key = layerAt < 0 ? `block ${path}` : path;
    let id = ids.get(key);
    if (id === undefined) {
      if (stacks.length >= MAX_LAYERS) return;
      const isBlock = layerAt < 0;
      id = stacks.push({ path: path.split('.'), isBlock, numbers: new Set(), predictors: new Set() }) - 1;
      ids.set(key, id);
    }
    const number = numbers[layerAt] ?? 0;
    stackOf[tensor] = id;
    numberOf[tensor] = number;
    stacks[id]!.numbers.add(number);
    if (isPredictor) stacks[id]!.predictors.add(number);
  });
  return { stacks, stackOf, numberOf };
}

function fillNumbers(text: string, numbers: readonly number[]): string {
  let next = 0;
  return text.replaceAll('#', () => String(numbers[next++] ?? '#'));
}

/** config.json counts the layers of the model itself; those that it announces beyond predict further tokens. */
function addConfiguredPredictors({ numbers, predictors }: Stack, config: ModelConfig | null): void {
  const layers = readConfig(config, 'layers')?.value;
  const announced = readConfig(config, 'predictLayers')?.value ?? 0;
  if (layers === undefined) return;
  for (let number = layers; number < layers + Math.min(announced, MAX_LAYERS); number++) {
    if (numbers.has(number)) predictors.add(number);
  }
}

/** Appends the stack's labels and returns where each of its numbers is, −1 beyond the ceiling. */
function placeStack(stack: Stack, title: string, labels: string[]): (number: number) => number {
  const first = labels.length;
  const { numbers, predictors } = stack;
  const extent = extentOf(numbers);
  // unused numbers stand for missing shards, unless there are absurdly many
  const isGapped = extent - numbers.size > MAX_MISSING_LAYERS;
  const all = isGapped ? [...numbers].sort((a, b) => a - b) : Array.from({ length: extent }, (_, i) => i);
  const placed = all.slice(0, MAX_LAYERS - first);
  for (const number of placed) {
    labels.push(stack.isBlock ? title : labelOf(predictors.has(number) ? 'mtp' : title, number));
  }
  if (!isGapped) return (number) => (number < placed.length ? first + number : -1);
  const ids = new Map(placed.map((number, i) => [number, first + i]));
  return (number) => ids.get(number) ?? -1;
}

function extentOf(numbers: ReadonlySet<number>): number {
  let extent = 0;
  for (const number of numbers) extent = Math.max(extent, number + 1);
  return extent;
}

function countMain({ numbers, predictors }: Stack): number {
  return extentOf(new Set([...numbers].filter((number) => !predictors.has(number))));
}
