/** All names of a checkpoint, each as the number of its shape and the numbers in it. */
import type { TensorEntry } from '../../tensor.ts';
import type { Seen } from '../family.ts';
import { readShape, splitSuffix, takeNumbers, type NameShape } from './name.ts';

export interface Names {
  readonly shapes: readonly NameShape[];
  /** Index into `shapes`, a tensor; −1 for what belongs to an optimiser, whose names say nothing here. */
  readonly shapeOf: Int32Array;
  readonly numbers: readonly (readonly number[])[];
}

const none: readonly number[] = [];

export function readNames(tensors: readonly TensorEntry[]): Names {
  const shapes: NameShape[] = [];
  const ids = new Map<string, number>();
  const shapeOf = new Int32Array(tensors.length).fill(-1);
  const numbers = tensors.map(({ name, isOptimizerState }, tensor) => {
    if (isOptimizerState) return none;
    const taken: number[] = [];
    const text = takeNumbers(name, taken);
    let id = ids.get(text);
    if (id === undefined) {
      id = shapes.push(readShape(text)) - 1;
      ids.set(text, id);
    }
    shapeOf[tensor] = id;
    return taken;
  });
  return { shapes, shapeOf, numbers };
}

export interface SeenModule {
  tensors: number;
  /** Shape of the first weight met. */
  weight: readonly number[] | null;
}

export interface Survey extends Seen {
  readonly modules: ReadonlyMap<string, SeenModule>;
}

/** What modules there are, over all layers and experts. `x_bias` and its like count for `x` too. */
export function surveyModules(names: Names, tensors: readonly TensorEntry[]): Survey {
  const modules = new Map<string, SeenModule>();
  const parameters = new Set(names.shapes.map(({ module, param }) => `${module}.${param}`));
  const see = (module: string): SeenModule => {
    let seen = modules.get(module);
    if (seen === undefined) modules.set(module, (seen = { tensors: 0, weight: null }));
    return seen;
  };
  const counts = new Float64Array(names.shapes.length);
  const firsts = new Int32Array(names.shapes.length);
  for (let tensor = names.shapeOf.length - 1; tensor >= 0; tensor--) {
    const shape = names.shapeOf[tensor]!;
    if (shape < 0) continue;
    counts[shape]!++;
    firsts[shape] = tensor;
  }
  names.shapes.forEach((shape, i) => {
    const seen = see(shape.module);
    seen.tensors += counts[i]!;
    if (isWeight(shape.param)) seen.weight ??= tensors[firsts[i]!]!.shape;
    const fused = splitSuffix(shape);
    if (fused !== null) see(fused.module).tensors += counts[i]!;
  });
  return {
    modules,
    has: (module) => modules.has(module) || parameters.has(module),
    shapeOf: (module) => modules.get(module)?.weight ?? null,
  };
}

/** True for the parameter that is the matrix itself, by whatever name. */
export function isWeight(param: string): boolean {
  return param === 'weight' || param === '' || param === 'kernel';
}
