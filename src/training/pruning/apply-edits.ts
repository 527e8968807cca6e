/**
 * A trained model with a plan taken, as another trained model: fewer experts make a smaller recipe and shorter weights, so what
 * comes of it is built, run, trained on and exported like any other. Nothing here needs a backend.
 */
import type { MergedExperts, ModelEdits } from '../../core/pruning/model-edits.ts';
import type { PartChoice, Recipe } from '../../core/recipe.ts';
import type { DataFacts } from '../compatibility.ts';
import { cutWeights, joinWeights, type ExpertCounts } from '../checkpoint/weights.ts';
import { Model } from '../model.ts';
import { chosenPart } from '../part.ts';
import { PlannedWeights } from '../planned-weights.ts';
import { routers } from '../routers/index.ts';
import type { NamedArray, Snapshot } from '../snapshot.ts';
import { editTensors, mergeColumns, type Seen } from './edit-tensors.ts';

/** `recipe`, and weights that fit it; of the snapshot's optimiser and step nothing is used. */
export interface Trained {
  readonly recipe: Recipe;
  readonly snapshot: Snapshot;
}

/**
 * A new snapshot, at the beginning of a run: its optimiser remembers nothing, as what it remembered is of other weights.
 */
export function applyEdits(
  { recipe, snapshot }: Trained,
  data: DataFacts,
  { edits, seen }: { readonly edits: ModelEdits; readonly seen: Seen },
): Trained {
  const planned = plannedWeights(recipe, data);
  const { counts } = planned;
  const of = counts.experts;
  const cut = cutWeights(planned.weights.all(), { arrays: snapshot.weights, counts });
  const edited = editTensors(cut, edits, seen);
  const whole = joinWeights(planned.weights.all(), { arrays: edited, counts });
  const pruned = editRecipe(recipe, edits);
  const { merged, kept } = edits;
  const target = plannedWeights(pruned, data);
  const keptOf = (array: NamedArray) => {
    const { shape } = target.weights.find(array.name)!.variable;
    return kept === null ? array : keepExperts(array, { shape, kept, of });
  };
  const routed = merged === null ? whole : whole.map((array) => mergeGate(array, planned, merged));
  return {
    recipe: pruned,
    snapshot: {
      step: 0,
      weights: routed.map(keptOf),
      optimizerSteps: 0,
      optimizerSlots: [],
      routerState: editStates(snapshot.routerState, { merged, kept, of }),
    },
  };
}

/** Of the gate, what has a column for each expert. */
function mergeGate(array: NamedArray, { weights, counts }: Planned, merged: MergedExperts): NamedArray {
  const isOfGate =
    weights.find(array.name)!.group === 'gate' && /^gate\.(weight|bias|noise\.weight)$/.test(array.name);
  if (!isOfGate || array.shape.at(-1) !== counts.experts) return array;
  return { ...array, values: mergeColumns(array.values, merged, counts.experts) };
}

/** What the model with the plan taken is called for. */
export function editRecipe(recipe: Recipe, { kept, topK }: ModelEdits): Recipe {
  const hasTopK = 'k' in chosenPart(routers, recipe.router).parameters;
  return {
    ...recipe,
    experts: kept === null ? recipe.experts : withValue(recipe.experts, 'count', kept.length),
    router: topK === null || !hasTopK ? recipe.router : withValue(recipe.router, 'k', topK),
  };
}

function withValue(choice: PartChoice, key: string, value: number): PartChoice {
  return { ...choice, values: { ...choice.values, [key]: value } };
}

interface Planned {
  readonly weights: PlannedWeights;
  readonly counts: ExpertCounts;
}

function plannedWeights(recipe: Recipe, data: DataFacts): Planned {
  const weights = new PlannedWeights();
  const { experts } = new Model(recipe, data, weights);
  const { shared } = recipe.experts.values;
  return { weights, counts: { experts, shared: typeof shared === 'number' ? shared : 0 } };
}

/**
 * Along the axis on which the smaller model has less, experts lie side by side in equal blocks: those that stay move together.
 * A weight of as many elements as before knows nothing of experts.
 */
function keepExperts(
  { name, shape, values }: NamedArray,
  { shape: wanted, kept, of }: { shape: readonly number[]; kept: readonly number[]; of: number },
): NamedArray {
  const axis = shape.findIndex((size, i) => size !== wanted[i]);
  if (axis < 0) return { name, shape, values };
  const block = (shape[axis]! / of) * product(shape.slice(axis + 1));
  const rows = product(shape.slice(0, axis));
  const left = new Float32Array(rows * kept.length * block);
  for (let row = 0; row < rows; row++) {
    kept.forEach((expert, place) => {
      const from = (row * of + expert) * block;
      left.set(values.subarray(from, from + block), (row * kept.length + place) * block);
    });
  }
  return { name, shape: wanted, values: left };
}

/** Routers keep a number of each expert, or one of the whole run. */
function editStates(
  states: Snapshot['routerState'],
  {
    merged,
    kept,
    of,
  }: {
    readonly merged: MergedExperts | null;
    readonly kept: readonly number[] | null;
    readonly of: number;
  },
): Snapshot['routerState'] {
  const edit = (values: readonly number[]) => {
    if (values.length !== of) return values;
    const own = merged === null ? values : [...mergeColumns(Float32Array.from(values), merged, of)];
    return kept === null ? own : kept.map((expert) => own[expert]!);
  };
  return Object.fromEntries(Object.entries(states).map(([name, values]) => [name, edit(values)]));
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
