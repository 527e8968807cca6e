/**
 * An expert as the matrices between its inputs, hidden units and outputs, and the mean of several of them. What merges a
 * model that is trained here, a checkpoint on its way to disk and a test alike.
 */
import { alignUnits, permuteColumns, permuteRows } from '../matrix/align.ts';
import { mergeMatrices, weightedSums } from '../matrix/merge.ts';
import type { Floats, WeightMatrix } from '../matrix/weight-matrix.ts';
import type { MergeGroup } from './merged-layer.ts';

export interface ExpertNetwork {
  /** [units, inputs]: up, and gate where there is one. */
  readonly into: readonly WeightMatrix[];
  /** [units]: their biases, if any. */
  readonly unitBiases: readonly Floats[];
  /** [outputs, units]: down. Of an expert without hidden units none. */
  readonly outOf: readonly WeightMatrix[];
  /** [outputs], or whatever else no order of hidden units changes. */
  readonly rest: readonly Floats[];
}

/**
 * Members as `group` lists them. Aligned, their hidden units are first put in the order of the dominant one's; experts
 * without hidden units (no `outOf`) have none to put in order.
 */
export function mergeNetworks(
  members: readonly ExpertNetwork[],
  { group, isAligned }: { readonly group: MergeGroup; readonly isAligned: boolean },
): ExpertNetwork {
  const reference = members[group.members.indexOf(group.dominant)]!;
  const canAlign = isAligned && reference.outOf.length > 0;
  const inOrder = canAlign ? members.map((member) => aligned(member, reference)) : members;
  const matrices = (of: (network: ExpertNetwork) => readonly WeightMatrix[]) =>
    of(reference).map((_, m) =>
      mergeMatrices(
        inOrder.map((member) => of(member)[m]!),
        group.weights,
      ),
    );
  const vectors = (of: (network: ExpertNetwork) => readonly Floats[]) =>
    of(reference).map((_, v) =>
      weightedSums(
        inOrder.map((member) => of(member)[v]!),
        group.weights,
      ),
    );
  return {
    into: matrices(({ into }) => into),
    unitBiases: vectors(({ unitBiases }) => unitBiases),
    outOf: matrices(({ outOf }) => outOf),
    rest: vectors(({ rest }) => rest),
  };
}

/** The same function, its hidden units in the order of the reference's. */
export function aligned(network: ExpertNetwork, reference: ExpertNetwork): ExpertNetwork {
  if (network === reference) return network;
  return inUnitOrder(network, alignUnits(reference.into, network.into));
}

/** Place u takes unit order[u]. */
export function inUnitOrder(network: ExpertNetwork, order: Int32Array): ExpertNetwork {
  return {
    ...network,
    into: network.into.map((matrix) => permuteRows(matrix, order)),
    unitBiases: network.unitBiases.map((bias) => bias.map((_, unit) => bias[order[unit]!]!)),
    outOf: network.outOf.map((matrix) => permuteColumns(matrix, order)),
  };
}
