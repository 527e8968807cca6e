/**
 * A plan on the tensors of a checkpoint, one an expert and matrix, by the functions that foretell it and that write it: so
 * one definition of every action. Tensors are stored with inputs first, and turned for functions that want outputs first.
 */
import {
  lowRank,
  rankOfEnergy,
  rankOfFraction,
  savesParameters,
} from '../../core/pruning/matrix/low-rank.ts';
import { quantise } from '../../core/pruning/matrix/quantise.ts';
import { maskMatrix } from '../../core/pruning/matrix/row-rule.ts';
import { singularValues } from '../../core/pruning/matrix/spectrum.ts';
import { inputNorms } from '../../core/pruning/matrix/wanda.ts';
import type { WeightMatrix } from '../../core/pruning/matrix/weight-matrix.ts';
import { mergeNetworks, type ExpertNetwork } from '../../core/pruning/merging/expert-network.ts';
import { trueGroups } from '../../core/pruning/merging/merged-layer.ts';
import type { MatrixEdit, MergedExperts, ModelEdits } from '../../core/pruning/model-edits.ts';
import type { MeanSquares } from '../checkpoint/expert-tally.ts';
import type { NamedArray } from '../snapshot.ts';

type Tensors = readonly NamedArray[];

/** What plans ask of the model on samples, beside its weights; null where the plan does not ask. */
export interface Seen {
  /** What each expert says on average, [E] of [o]. */
  readonly means: readonly Float32Array[] | null;
  /** What goes into the matrices of each expert. */
  readonly energies: MeanSquares | null;
}

/** Everything but which experts stay. */
export function editTensors(tensors: Tensors, edits: ModelEdits, { means, energies }: Seen): Tensors {
  const merged = edits.merged === null ? tensors : mergeExperts(tensors, edits.merged);
  const cut = merged.map((tensor) => cutSmall(tensor, edits.thresholds[tensor.name] ?? 0));
  const originals = { tensors: cut, energies };
  const edited = edits.matrices.reduce<Tensors>((known, edit) => editMatrices(known, edit, originals), cut);
  return means === null ? edited : sayMeans(edited, edits, means);
}

function cutSmall(tensor: NamedArray, threshold: number): NamedArray {
  if (threshold === 0) return tensor;
  return { ...tensor, values: tensor.values.map((w) => (Math.abs(w) < threshold ? 0 : w)) };
}

/** The same tensors before any of the edits, and what goes into them. */
interface Originals extends Pick<Seen, 'energies'> {
  readonly tensors: Tensors;
}

function editMatrices(tensors: Tensors, edit: MatrixEdit, originals: Originals): Tensors {
  const wanted = new Set(edit.tensors);
  return tensors.map((tensor, i) =>
    wanted.has(tensor.name)
      ? withMatrix(tensor, editMatrix(matrixOf(tensor), edit, originalOf(originals, i)))
      : tensor,
  );
}

interface Original {
  readonly matrix: WeightMatrix;
  /** ‖x‖₂ of each input; null where it is not known. */
  readonly norms: Float32Array | null;
}

function originalOf({ tensors, energies }: Originals, at: number): Original {
  const tensor = tensors[at]!;
  const squares = energies === null ? null : energiesOf(tensor, energies);
  return { matrix: matrixOf(tensor), norms: squares === null ? null : inputNorms(squares) };
}

function energiesOf({ name }: NamedArray, { inputs, units }: MeanSquares): Float64Array | null {
  const [, , expert, own] = EXPERT.exec(name) ?? [];
  if (own === 'up.weight') return inputs[Number(expert)] ?? null;
  return own === 'down.weight' ? (units[Number(expert)] ?? null) : null;
}

/** Rules ask how weights were: of several, only what each of them keeps stays, as it is foretold and written. */
function editMatrix(matrix: WeightMatrix, edit: MatrixEdit, original: Original): WeightMatrix {
  if (edit.kind === 'quantise') return quantise(matrix, edit);
  if (edit.kind === 'rows') {
    // as it is foretold: what goes into a matrix that no token reached is not known, and it is left whole
    if (edit.rule.score === 'wanda' && original.norms === null) return matrix;
    const stays = maskMatrix(original.matrix, edit.rule, original.norms);
    return { ...matrix, values: matrix.values.map((w, i) => (stays[i] === 1 ? w : 0)) };
  }
  const { kind, fraction } = edit.amount;
  const rank =
    kind === 'fraction' ? rankOfFraction(matrix, fraction) : rankOfEnergy(singularValues(matrix), fraction);
  return savesParameters(matrix, rank) ? lowRank(matrix, rank) : matrix;
}

/** The last axis counts outputs, all before it inputs. */
function matrixOf({ shape, values }: NamedArray): WeightMatrix {
  const rows = shape.at(-1) ?? 1;
  return transposed({ rows: values.length / rows, columns: rows, values });
}

function withMatrix(tensor: NamedArray, matrix: WeightMatrix): NamedArray {
  return { ...tensor, values: Float32Array.from(transposed(matrix).values) };
}

function transposed({ rows, columns, values }: WeightMatrix): WeightMatrix {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column]!;
  }
  return { rows: columns, columns: rows, values: turned };
}

// ---------------------------------------------------------------- merging

const EXPERT = /^(.*\.experts\.)(\d+)\.(.+)$/;

/** Every member of a group gets the weights of the merged one: who is left of them is told by which experts stay. */
function mergeExperts(tensors: Tensors, { groups, isAligned }: MergedExperts): Tensors {
  const byExpert = new Map<number, NamedArray[]>();
  for (const tensor of tensors) {
    const expert = expertOf(tensor);
    if (expert !== null) byExpert.set(expert, [...(byExpert.get(expert) ?? []), tensor]);
  }
  const changed = new Map<string, Float32Array>();
  for (const group of trueGroups({ groups })) {
    const own = group.members.map((member) => byExpert.get(member)!);
    const network = mergeNetworks(own.map(networkOf), { group, isAligned });
    for (const member of own)
      for (const [name, values] of valuesOf(network, member)) changed.set(name, values);
  }
  return tensors.map((tensor) => ({ ...tensor, values: changed.get(tensor.name) ?? tensor.values }));
}

function expertOf({ name }: NamedArray): number | null {
  const [, , expert] = EXPERT.exec(name) ?? [];
  return expert === undefined ? null : Number(expert);
}

const HIDDEN_LAYER = ['up.weight', 'up.bias', 'down.weight', 'down.bias'];

/** Experts with one hidden layer as such; of others nothing is known of units, and all of their weights are `rest`. */
function networkOf(own: Tensors): ExpertNetwork {
  const [up, upBias, down, downBias] = hiddenLayer(own);
  if (up === undefined || upBias === undefined || down === undefined || downBias === undefined)
    return { into: [], unitBiases: [], outOf: [], rest: own.map(({ values }) => values) };
  return {
    into: [matrixOf(up)],
    unitBiases: [upBias.values],
    outOf: [matrixOf(down)],
    rest: [downBias.values],
  };
}

function hiddenLayer(own: Tensors): readonly (NamedArray | undefined)[] {
  return HIDDEN_LAYER.map((end) => own.find(({ name }) => name.endsWith(`.${end}`)));
}

/** The network's weights under the names of one expert's. */
function valuesOf({ into, unitBiases, outOf, rest }: ExpertNetwork, own: Tensors): [string, Float32Array][] {
  if (into.length === 0) return own.map(({ name }, i) => [name, Float32Array.from(rest[i]!)]);
  const [up, upBias, down, downBias] = hiddenLayer(own);
  return [
    [up!.name, Float32Array.from(transposed(into[0]!).values)],
    [upBias!.name, Float32Array.from(unitBiases[0]!)],
    [down!.name, Float32Array.from(transposed(outOf[0]!).values)],
    [downBias!.name, Float32Array.from(rest[0]!)],
  ];
}

/**
 * What has a number, or a block of them, for each expert along its last axis, as the gate and what routers remember: the means
 * of groups stand in the place of each dominant member.
 */
export function mergeColumns(
  values: Float32Array,
  { groups, router }: MergedExperts,
  of: number,
): Float32Array {
  if (router === 'kept') return values;
  const merged = values.slice();
  for (let row = 0; row < values.length; row += of) {
    for (const { members, weights, dominant } of trueGroups({ groups })) {
      merged[row + dominant] = members.reduce(
        (sum, member, i) => sum + weights[i]! * values[row + member]!,
        0,
      );
    }
  }
  return merged;
}

// ---------------------------------------------------------------- mean outputs

/** All weights of an expert zero but the last biases, which are what it says. */
function sayMeans(
  tensors: Tensors,
  { novices, merged }: ModelEdits,
  means: readonly Float32Array[],
): Tensors {
  const groupOf = (novice: number) =>
    (merged?.router === 'kept'
      ? merged.groups.find(({ members }) => members.includes(novice))?.members
      : null) ?? [novice];
  const saying = new Map(novices.flatMap((novice) => groupOf(novice).map((member) => [member, novice])));
  const lastOf = new Map(tensors.map((tensor) => [expertOf(tensor), tensor.name]));
  return tensors.map((tensor) => {
    const expert = expertOf(tensor);
    const novice = expert === null ? undefined : saying.get(expert);
    if (novice === undefined) return tensor;
    const isLast = lastOf.get(expert) === tensor.name;
    return { ...tensor, values: isLast ? means[novice]!.slice() : new Float32Array(tensor.values.length) };
  });
}
