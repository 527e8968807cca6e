/**
 * What becomes of every tensor when experts go: those of removed experts are left out, those of kept ones are numbered anew,
 * fused ones, routers and whatever has a number for each expert lose their share; all else stays as it is.
 */
import type { Checkpoint } from '../../core/checkpoint.ts';
import type { MergedLayer, MergeGroup } from '../../core/pruning/merging/merged-layer.ts';
import type { KeepLists } from '../../core/pruning/plan.ts';
import type { Part, Structure } from '../../core/structure.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import type { TensorFacts } from '../checkpoints/safetensors-writer.ts';
import { isSafetensorsDtype } from '../checkpoints/safetensors.ts';
import { storedShape, type ExpertCut } from './expert-cut.ts';
import { layerCuts } from './layer-cuts.ts';
import { fateOf, type Fate, type Known } from './tensor-fate.ts';
import { canMean } from './float-bytes.ts';
import { moduleOf, readTensorNames, renumber } from './tensor-names.ts';

/** One tensor of the pruned checkpoint, and how its bytes come from the original's. */
export interface PrunedTensor extends TensorFacts {
  /** Index into the original's tensors. */
  readonly source: number;
  /** Null where every byte stays. */
  readonly cut: ExpertCut | null;
  /** Null unless it is the mean of the same tensor of several experts. */
  readonly mean: TensorMean | null;
}

export interface TensorMean {
  readonly layer: number;
  readonly group: MergeGroup;
  /** By member: its tensor's index in the original. */
  readonly sources: readonly number[];
}

export interface PrunedTensors {
  /** In the original's order. */
  readonly tensors: readonly PrunedTensor[];
  /** Modules of experts by their names before and after; null for those that are gone. */
  readonly modules: ReadonlyMap<string, string | null>;
  /** Sentences; with any of these, the plan can't be written. */
  readonly problems: readonly string[];
}

/** A model has thousands of tensors of the same kind: their problems are not told one by one. */
const MOST_PROBLEMS = 5;

export function pruneTensors(
  checkpoint: Checkpoint,
  structure: Pick<Structure, 'parts' | 'layerLabels'>,
  { keep, merged }: { readonly keep: KeepLists; readonly merged: readonly MergedLayer[] },
): PrunedTensors {
  const idle = checkpoint.config?.zero_expert_num;
  const rowsBeyond = typeof idle === 'number' ? idle : 0;
  const layers = layerCuts(structure.parts, { keep, merged, rowsBeyond });
  const originals = new Map(checkpoint.tensors.map((tensor, index) => [tensor.name, { tensor, index }]));
  const tensors: PrunedTensor[] = [];
  const modules = new Map<string, string | null>();
  const problems: string[] = [];
  const routed = new Set<number>();
  knownTensors(checkpoint, structure.parts).forEach((known, source) => {
    const { tensor, meaning } = known;
    if (tensor.isOptimizerState) return;
    const { dtype } = storedShape(tensor);
    if (!isPlain(tensor) || !isSafetensorsDtype(dtype)) {
      problems.push(unwritableReason(tensor));
      return;
    }
    const layerId = layerOf(known);
    const layer = layers.get(layerId);
    if (known.isRouter) routed.add(layerId);
    const fate: Fate = layer === undefined ? { kind: 'kept' } : fateOf(known, layer);
    if (fate.kind === 'problem') problems.push(fate.problem);
    if (fate.kind === 'kept') {
      const written = writtenTensor(known, fate, { source, layer: layerId, originals });
      if (typeof written === 'string') problems.push(written);
      else tensors.push({ ...written, dtype });
    }
    if (meaning.expert !== null && fate.kind !== 'problem') {
      const after = fate.kind === 'gone' ? null : moduleOf(fate.name ?? tensor.name, meaning);
      modules.set(moduleOf(tensor.name, meaning), after);
    }
  });
  for (const [layer, { kept, experts }] of layers) {
    const title = structure.layerLabels[layer] ?? String(layer);
    if (!routed.has(layer) && kept.length < experts)
      problems.push(`The router of layer ${title} is not known, so its rows can’t be removed.`);
  }
  return { tensors, modules, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** A sentence where it can't be. */
function writtenTensor(
  known: Known,
  fate: Extract<Fate, { kind: 'kept' }>,
  from: { readonly source: number; readonly layer: number; readonly originals: Originals },
): Omit<PrunedTensor, 'dtype'> | string {
  const { tensor } = known;
  const { name = tensor.name, shape = storedShape(tensor).shape, cut = null } = fate;
  const mean = fate.mean === undefined ? null : meanOf(known, fate.mean, from);
  if (typeof mean === 'string') return mean;
  const isMean = mean !== null || (cut?.means ?? null) !== null;
  return (isMean ? noMeanReason(tensor) : null) ?? { name, shape, source: from.source, cut, mean };
}

type Originals = ReadonlyMap<string, { readonly tensor: TensorEntry; readonly index: number }>;

/** A sentence where a member has no such tensor. */
function meanOf(
  { tensor, meaning }: Known,
  group: MergeGroup,
  { layer, originals }: { readonly layer: number; readonly originals: Originals },
): TensorMean | string {
  const sources = group.members.flatMap((member) => {
    const found = originals.get(renumber(tensor.name, meaning.expertAt, member) ?? '');
    const isAlike = found?.tensor.dtype === tensor.dtype && found.tensor.shape.join() === tensor.shape.join();
    return isAlike ? [found.index] : [];
  });
  return sources.length === group.members.length
    ? { layer, group, sources }
    : `“${tensor.name}” is not there alike for every expert that it is to be merged with.`;
}

function noMeanReason({ name, dtype, stored, scaling }: TensorEntry): string | null {
  if (canMean(dtype) && stored === undefined && scaling === undefined) return null;
  return `“${name}” holds codes (${dtype}), and the mean of codes is not that of weights: experts can be merged of F64, F32, F16 and BF16.`;
}

function isPlain({ strides, byteOrder }: TensorEntry): boolean {
  return strides === undefined && byteOrder === undefined;
}

function unwritableReason(tensor: TensorEntry): string {
  return isPlain(tensor)
    ? `safetensors has no ${storedShape(tensor).dtype} (“${tensor.name}”).`
    : `“${tensor.name}” is not stored row by row in little-endian order.`;
}

function knownTensors(checkpoint: Checkpoint, parts: readonly Part[]): Known[] {
  const byTensor = partsByTensor(parts);
  const meanings = readTensorNames(checkpoint);
  const all = checkpoint.tensors.map((tensor, t) => ({
    tensor,
    parts: byTensor.get(t) ?? [],
    meaning: meanings[t]!,
  }));
  const declared = new Set(all.filter(isDeclaredRouter).map(layerOf));
  return all.map((known) => ({
    ...known,
    isRouter: isDeclaredRouter(known) || (isSupposedRouter(known) && !declared.has(layerOf(known))),
  }));
}

type Named = Omit<Known, 'isRouter'>;

function layerOf({ parts }: Named): number {
  return parts[0]?.layer ?? -1;
}

/** A router, its bias or its scales. What weighs the always-on expert has no row for each of the others. */
function isDeclaredRouter({ meaning: { match } }: Named): boolean {
  if (match?.rule.role !== 'router') return false;
  return match.rule.axes !== undefined || match.rule.name.startsWith('mixture.gate.');
}

/** By a common name and a shape that bears it out. */
function isSupposedRouter({ meaning: { match }, parts }: Named): boolean {
  return match?.rule.role === 'router' && match.rule.name === '' && parts[0]?.role === 'router';
}

function partsByTensor(parts: readonly Part[]): Map<number, Part[]> {
  const byTensor = new Map<number, Part[]>();
  for (const part of parts) {
    const known = byTensor.get(part.tensor);
    if (known === undefined) byTensor.set(part.tensor, [part]);
    else known.push(part);
  }
  return byTensor;
}
