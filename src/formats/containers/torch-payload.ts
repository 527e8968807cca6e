/**
 * What the tensors of a PyTorch file are for, and their names. Training scripts wrap a state dict in all sorts of
 * dicts, beside optimisers, averages and counters; the model is what is wanted, by the names of its state dict.
 */
import { elementCount } from '../../core/tensor.ts';
import type { FoundTensor } from './torch-walk.ts';

export interface NamedTensor extends FoundTensor {
  readonly name: string;
  /** Of an optimiser, a scheduler, a running average: there for training only. */
  readonly isTrainingState: boolean;
}

/** Keys under which models are kept, as seen in Lightning, DeepSpeed, timm, fairseq, Megatron, ESRGAN and others. */
const modelKey =
  /^(model|state_dict|model_state_dict|model_state|module|net|network|params|weights)$|(^|_)(ema|swa)(_|$)/;

/** Keys of running averages, which are kept beside the weights. */
const averageKey = /(^|_)(ema|swa|shadow)(_|$)/;

/** Keys under which all else is kept. */
const trainingKey =
  /^(\w+_)?(optimizers?|optim)(_\w+)?$|^opt(_states?)?$|^(lr_)?schedulers?(_\w+)?$|^((grad|loss|amp)_)?scaler(_\w+)?$/;

/** Longer keys are none of these, and may have been made to keep an expression busy. */
const MAX_KEY_CHARACTERS = 100;

/** Prefixes that wrappers leave in a state dict: (Distributed)DataParallel, and torch.compile. */
const wrapperPrefix = /^(module|_orig_mod)\./;

/** One script may add the same prefix more than once. */
const MAX_WRAPPERS = 4;

/**
 * The model's tensors first, then those of training, each in the order found. All names differ.
 * `fallback` names the tensor of a file that is one tensor and nothing around it.
 */
export function nameTensors(found: readonly FoundTensor[], fallback: string): NamedTensor[] {
  const [models, training] = partition(found, ({ path }) => !isOfTraining(path));
  const [averages, weights] = partition(models, ({ path }) => isUnder(averageKey, path));
  // A file may hold averages alone, beside a counter or two.
  const [chosen, rest] = elementsOf(weights) >= elementsOf(averages) / 2 ? [weights, averages] : [models, []];
  const named = [...nameModel(chosen), ...[...training, ...rest].map(nameTrainingState)];
  return withDistinctNames(named.map((tensor) => ({ ...tensor, name: tensor.name || fallback })));
}

function isOfTraining(path: readonly string[]): boolean {
  return isUnder(trainingKey, path) || isOptimizerEntry(path);
}

/** True if a key around the tensor's own is one of these. */
function isUnder(keys: RegExp, path: readonly string[]): boolean {
  return path.slice(0, -1).some((key) => matches(keys, key));
}

/** `state`, `0`, `exp_avg`: what an optimiser of PyTorch knows of parameter 0. */
function isOptimizerEntry(path: readonly string[]): boolean {
  const [state, parameter = ''] = path.slice(-3);
  return path.length >= 3 && state === 'state' && /^\d{1,9}$/.test(parameter);
}

function matches(keys: RegExp, key: string): boolean {
  return key.length <= MAX_KEY_CHARACTERS && keys.test(key);
}

function nameTrainingState(tensor: FoundTensor): NamedTensor {
  return { ...tensor, name: tensor.path.join('.'), isTrainingState: true };
}

/** Names as in the model's state dict; what lies outside of it keeps its whole path. */
function nameModel(found: readonly FoundTensor[]): NamedTensor[] {
  const wrapping = wrappingKeys(found);
  const [inside, outside] = partition(found, ({ path }) => wrapping.every((key, i) => path[i] === key));
  const names = withoutSharedPrefix(inside.map(({ path }) => path.slice(wrapping.length).join('.')));
  return [
    ...inside.map((tensor, i) => ({ ...tensor, name: names[i]!, isTrainingState: false })),
    ...outside.map((tensor) => ({ ...tensor, name: tensor.path.join('.'), isTrainingState: false })),
  ];
}

/** The keys around the state dict: as long as one known key holds half of all elements or more, it is gone into. */
function wrappingKeys(found: readonly FoundTensor[]): string[] {
  const keys: string[] = [];
  let inside = found;
  for (;;) {
    const [key, elements] = largestModel(inside, keys.length);
    if (key === null || elements < elementsOf(inside) / 2) return keys;
    inside = inside.filter(({ path }) => path[keys.length] === key);
    keys.push(key);
  }
}

/** The model key at this depth that holds most elements, and how many. */
function largestModel(found: readonly FoundTensor[], depth: number): [string | null, number] {
  const elements = new Map<string, number>();
  for (const { path, tensor } of found) {
    const key = path[depth];
    // The last key of a path is a tensor's own.
    if (key === undefined || depth === path.length - 1 || !matches(modelKey, key)) continue;
    elements.set(key, (elements.get(key) ?? 0) + elementCount(tensor.shape));
  }
  return [...elements].reduce<[string | null, number]>(
    (best, each) => (each[1] > best[1] ? each : best),
    [null, -1],
  );
}

function elementsOf(found: readonly FoundTensor[]): number {
  return found.reduce((sum, { tensor }) => sum + elementCount(tensor.shape), 0);
}

/** A prefix goes if all names have it. */
function withoutSharedPrefix(names: readonly string[]): readonly string[] {
  let shorter = names;
  for (let wrappers = 0; wrappers < MAX_WRAPPERS; wrappers++) {
    const prefix = wrapperPrefix.exec(shorter[0] ?? '')?.[0];
    if (prefix === undefined || !shorter.every((name) => name.startsWith(prefix))) break;
    shorter = shorter.map((name) => name.slice(prefix.length));
  }
  return shorter;
}

/** Different paths may read alike: {'a': {'b': …}, 'a.b': …}. */
function withDistinctNames(tensors: readonly NamedTensor[]): NamedTensor[] {
  const taken = new Set<string>();
  const nextNumber = new Map<string, number>();
  return tensors.map((tensor) => {
    let { name } = tensor;
    while (taken.has(name)) {
      const number = nextNumber.get(tensor.name) ?? 2;
      nextNumber.set(tensor.name, number + 1);
      name = `${tensor.name} (${number})`;
    }
    taken.add(name);
    return { ...tensor, name };
  });
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  const [inside, outside]: [T[], T[]] = [[], []];
  for (const item of items) (belongs(item) ? inside : outside).push(item);
  return [inside, outside];
}
