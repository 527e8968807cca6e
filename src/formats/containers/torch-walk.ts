/** Finds the tensors in a pickled object: state dicts however nested, lists, whole modules, unknown classes. */
import { Fault } from '../../core/fault.ts';
import { MAX_NAME_CHARACTERS, MAX_PICKLE_DEPTH, MAX_TENSORS } from '../limits.ts';
import { PickleObject, type PickleDict, type PickleValue } from './pickle-values.ts';
import { tensorOf, type TorchTensor } from './torch-tensors.ts';

export interface FoundTensor {
  /** Keys and indices that lead to it. What lies inside a module is one key, dotted as in a state dict. */
  readonly path: readonly string[];
  readonly tensor: TorchTensor;
}

/** How a value was reached. */
interface Place {
  readonly depth: number;
  /** True if by an attribute of a module. */
  readonly inModule: boolean;
}

/**
 * Every tensor, in the order of the pickle. A container that is referred to from several places (or from inside
 * itself) is entered once, at the first; a tensor is found in each place.
 * Throws `over-limit`, and `malformed` for a damaged tensor. `file` is for messages.
 */
export function findTensors(root: PickleValue, file: string): FoundTensor[] {
  const found: FoundTensor[] = [];
  const path: string[] = [];
  const entered = new Set<PickleValue>();
  let nameCharacters = 0;

  function visit(value: PickleValue, place: Place): void {
    const tensor = tensorOf(value, { file });
    if (tensor !== null) {
      record(tensor);
    } else if (!entered.has(value)) {
      const { children, isModule } = childrenOf(value);
      if (children.length === 0) return;
      refuseAbove(MAX_PICKLE_DEPTH, { file, what: 'the nesting of its objects', value: place.depth });
      entered.add(value);
      const inside = { depth: place.depth + 1, inModule: isModule };
      for (const [key, child] of children)
        visitChild(key, child, { inside, joins: isModule && place.inModule });
    }
  }

  function visitChild(
    key: string | null,
    child: PickleValue,
    { inside, joins }: { readonly inside: Place; readonly joins: boolean },
  ): void {
    const outer = path.at(-1);
    if (joins && key !== null) path[path.length - 1] = `${outer!}.${key}`;
    else if (key !== null) path.push(key);
    visit(child, inside);
    if (joins && key !== null) path[path.length - 1] = outer!;
    else if (key !== null) path.pop();
  }

  function record(tensor: TorchTensor): void {
    nameCharacters += path.reduce((sum, key) => sum + key.length + 1, 0);
    found.push({ path: [...path], tensor });
    refuseAbove(MAX_TENSORS, { file, what: 'the number of tensors', value: found.length });
    const what = 'the length of all names of tensors';
    refuseAbove(MAX_NAME_CHARACTERS, { file, what, value: nameCharacters });
  }

  visit(root, { depth: 0, inModule: false });
  return found;
}

interface Children {
  readonly isModule: boolean;
  /** Null for what has no name of its own, such as an object's dict of attributes. */
  readonly children: readonly (readonly [string | null, PickleValue])[];
}

function childrenOf(value: PickleValue): Children {
  if (value instanceof Map) return { isModule: false, children: visitable(value) };
  if (Array.isArray(value)) return { isModule: false, children: visitable(value.entries()) };
  if (!(value instanceof PickleObject)) return { isModule: false, children: [] };
  const ofModule = moduleAttributes(value);
  if (ofModule !== null) return { isModule: true, children: ofModule.flatMap(visitable) };
  const parts = [value.state, value.entries, value.items];
  return { isModule: false, children: parts.map((part) => [null, part]) };
}

/** Leaves out plain values: a checkpoint may carry long lists of losses. */
function visitable(entries: Iterable<[PickleValue, PickleValue]>): [string, PickleValue][] {
  const children: [string, PickleValue][] = [];
  let position = 0;
  for (const [key, value] of entries) {
    // A key that is no plain value (a tuple, say) is named by its position.
    const name = typeof key === 'object' ? String(position) : String(key);
    if (Array.isArray(value) || value instanceof Map || value instanceof PickleObject)
      children.push([name, value]);
    position++;
  }
  return children;
}

/** What makes a module's state dict (torch/nn/modules/module.py); null if the object is no module. */
function moduleAttributes({ state }: PickleObject): PickleDict[] | null {
  if (!(state instanceof Map)) return null;
  const attributes = ['_parameters', '_buffers', '_modules'].map((name) => state.get(name));
  return attributes.every((attribute) => attribute instanceof Map) ? attributes : null;
}

function refuseAbove(limit: number, facts: { file: string; what: string; value: number }): void {
  if (facts.value > limit) throw new Fault('over-limit', { ...facts, limit });
}
