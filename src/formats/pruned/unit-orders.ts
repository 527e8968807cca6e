/**
 * Hidden units of merged experts in the order of the dominant one's (core/pruning/matrix/align.ts), of experts with a tensor for
 * each matrix: which axis of each counts hidden units, and, once a tensor asks for it, in what order a member's are taken.
 */
import type { Checkpoint } from '../../core/checkpoint.ts';
import { alignUnits } from '../../core/pruning/matrix/align.ts';
import type { WeightMatrix } from '../../core/pruning/matrix/weight-matrix.ts';
import type { MergedLayer, MergeGroup } from '../../core/pruning/merging/merged-layer.ts';
import { transposed } from '../../core/routing/matrix.ts';
import type { Structure } from '../../core/structure.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { canMean, decodeFloats } from './float-bytes.ts';
import type { ExpertCut } from './expert-cut.ts';
import type { PrunedTensor } from './pruned-tensors.ts';

/** All members of a matrix are in memory one at a time, thrice as doubles. */
const MOST_WEIGHTS = 6e6;
/** Multiplications of all units with all others: hours beyond. */
const MOST_PRODUCTS = 1e13;

export interface UnitAxes {
  /** By tensor of the original: the axis that counts hidden units; null for one that has none, as a bias of outputs. */
  readonly axisOf: ReadonlyMap<number, 0 | 1 | null>;
  /** By layer and expert (`key`): tensors [units, inputs] or [inputs, units], gate and up. */
  readonly into: ReadonlyMap<string, readonly number[]>;
  /** Sentences; with any of these, aligned experts can't be written. */
  readonly problems: readonly string[];
}

function key(layer: number, expert: number): string {
  return `${layer} ${expert}`;
}

export function planUnitAxes(
  { tensors }: Pick<Checkpoint, 'tensors'>,
  structure: Pick<Structure, 'parts' | 'layerLabels'>,
  { merged, written }: { readonly merged: readonly MergedLayer[]; readonly written: readonly PrunedTensor[] },
): UnitAxes {
  const aligned = new Set(merged.flatMap(({ isAligned, layer }) => (isAligned ? [layer] : [])));
  const axisOf = new Map<number, 0 | 1 | null>();
  const into = new Map<string, number[]>();
  const problems = new Set<string>();
  const facts = partFacts(structure);
  let products = 0;
  for (const { mean, cut, source } of written) {
    if (hasMeans(cut) && isOfExperts(facts.get(source), aligned))
      problems.add(
        `Experts share “${tensors[source]!.name}”, and hidden units are aligned only where each expert has tensors of its own.`,
      );
    if (mean === null || !aligned.has(mean.layer)) continue;
    mean.sources.forEach((tensor, i) => {
      if (axisOf.has(tensor)) return;
      const width = widthOf(structure, tensors, mean.layer);
      const axis = unitAxis(tensors[tensor]!, { projection: facts.get(tensor)?.projection ?? null, width });
      if (typeof axis === 'string') problems.add(axis);
      else axisOf.set(tensor, axis);
      const { shape } = tensors[tensor]!;
      if (!isInto(facts.get(tensor)?.projection) || shape.length !== 2 || typeof axis !== 'number') return;
      const own = key(mean.layer, mean.group.members[i]!);
      into.set(own, [...(into.get(own) ?? []), tensor]);
      products += shape[0]! * shape[1]! * shape[axis]!;
    });
  }
  if (products > MOST_PRODUCTS)
    problems.add(
      `Aligning hidden units would take ${products.toExponential(0)} multiplications, which are hours: merge without it.`,
    );
  return { axisOf, into, problems: [...problems].slice(0, 3) };
}

function hasMeans(cut: ExpertCut | null): boolean {
  return (cut?.means ?? null) !== null;
}

function isOfExperts(facts: PartFacts | undefined, layers: ReadonlySet<number>): boolean {
  return (facts?.expert ?? null) !== null && layers.has(facts!.layer);
}

interface PartFacts {
  readonly layer: number;
  readonly expert: number | null;
  readonly projection: string | null;
}

function partFacts({ parts }: Pick<Structure, 'parts'>): Map<number, PartFacts> {
  const facts = new Map<number, PartFacts>();
  for (const { tensor, layer, expert, projection } of parts)
    if (layer !== null && !facts.has(tensor)) facts.set(tensor, { layer, expert, projection });
  return facts;
}

/** What the router sees is what experts see. */
function widthOf(
  { parts }: Pick<Structure, 'parts'>,
  tensors: readonly TensorEntry[],
  layer: number,
): number | null {
  const router = parts.find((part) => part.role === 'router' && part.layer === layer);
  const shape = router === undefined ? [] : tensors[router.tensor]!.shape;
  const experts = parts.reduce(
    (most, part) => (part.layer === layer ? Math.max(most, (part.expert ?? -1) + 1) : most),
    0,
  );
  if (shape.length !== 2) return null;
  return shape[0] === experts ? shape[1]! : shape[0]!;
}

function isInto(projection: string | null | undefined): boolean {
  return projection === 'gate' || projection === 'up';
}

/** A sentence where it can't be told. */
function unitAxis(
  { name, shape }: TensorEntry,
  { projection, width }: { readonly projection: string | null; readonly width: number | null },
): 0 | 1 | null | string {
  const unknown = `It can’t be told which axis of “${name}” counts hidden units, so they can’t be aligned: merge without it.`;
  if (projection !== 'down' && !isInto(projection)) return unknown;
  if (shape.length === 1) return isInto(projection) ? 0 : null;
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length !== 2 || width === null || shape[0] === shape[1]) return unknown;
  if (size > MOST_WEIGHTS)
    return `“${name}” is too large for its hidden units to be aligned here: merge without it.`;
  // of gate and up, the other axis is what the router sees as well; down leads back to it
  if (shape[0] !== width && shape[1] !== width) return unknown;
  return shape[0] === width ? 1 : 0;
}

export interface OrderSource {
  readonly axes: UnitAxes;
  readonly tensors: readonly TensorEntry[];
  readonly sourceOfFile: (file: number) => ByteSource;
}

/** In what order each member's hidden units are taken; worked out once, a group at a time. */
export class UnitOrders {
  readonly #from: OrderSource;
  readonly #known = new Map<string, Promise<readonly (Int32Array | null)[]>>();

  constructor(from: OrderSource) {
    this.#from = from;
  }

  /** Of a tensor of the original: the axis that counts hidden units; null where there is nothing to put in order. */
  axisOf(tensor: number): 0 | 1 | null {
    return this.#from.axes.axisOf.get(tensor) ?? null;
  }

  /** By member; null for the dominant one. Throws the faults of sources; AbortError when aborted. */
  of(layer: number, group: MergeGroup, options: ReadOptions): Promise<readonly (Int32Array | null)[]> {
    const own = key(layer, group.dominant);
    const known = this.#known.get(own) ?? this.#make(layer, group, options);
    this.#known.set(own, known);
    return known;
  }

  async #make(layer: number, group: MergeGroup, options: ReadOptions): Promise<(Int32Array | null)[]> {
    const reference = await this.#read(layer, group.dominant, options);
    const orders: (Int32Array | null)[] = [];
    for (const member of group.members) {
      if (member === group.dominant) orders.push(null);
      else orders.push(alignUnits(reference, await this.#read(layer, member, options)));
    }
    return orders;
  }

  /** [units, inputs] each. */
  async #read(layer: number, expert: number, { signal }: ReadOptions): Promise<WeightMatrix[]> {
    const { axes, tensors, sourceOfFile } = this.#from;
    const matrices: WeightMatrix[] = [];
    for (const index of axes.into.get(key(layer, expert)) ?? []) {
      const { file, startByte, byteLength, dtype, shape } = tensors[index]!;
      const bytes = await sourceOfFile(file).read(startByte, startByte + byteLength, { signal });
      if (!canMean(dtype)) throw new RangeError(`no mean of ${dtype}`);
      const matrix = { rows: shape[0]!, columns: shape[1]!, values: decodeFloats(bytes, dtype) };
      matrices.push(axes.axisOf.get(index) === 1 ? transposed(matrix) : matrix);
    }
    return matrices;
  }
}
