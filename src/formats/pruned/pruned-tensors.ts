/**
 * What becomes of every tensor when experts go: those of removed experts are left out, those of kept ones are numbered anew,
 * fused ones, routers and whatever has a number for each expert lose their share; all else stays as it is.
 */
import type { Checkpoint } from '../../core/checkpoint.ts';
import type { KeepLists } from '../../core/pruning/plan.ts';
import type { Part, Structure } from '../../core/structure.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import type { TensorFacts } from '../checkpoints/safetensors-writer.ts';
import { isSafetensorsDtype } from '../checkpoints/safetensors.ts';
import { storedShape, type ExpertCut } from './expert-cut.ts';
import { layerCuts } from './layer-cuts.ts';
import { fateOf, type Fate, type Known } from './tensor-fate.ts';
import { moduleOf, readTensorNames } from './tensor-names.ts';

/** One tensor of the pruned checkpoint, and how its bytes come from the original's. */
export interface PrunedTensor extends TensorFacts {
  /** Index into the original's tensors. */
  readonly source: number;
  /** Null where every byte stays. */
  readonly cut: ExpertCut | null;
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
  keep: KeepLists,
): PrunedTensors {
  const idle = checkpoint.config?.zero_expert_num;
  const layers = layerCuts(structure.parts, { keep, rowsBeyond: typeof idle === 'number' ? idle : 0 });
  const tensors: PrunedTensor[] = [];
  const modules = new Map<string, string | null>();
  const problems: string[] = [];
  const routed = new Set<number>();
  knownTensors(checkpoint, structure.parts).forEach((known, source) => {
    const { tensor, meaning } = known;
    if (tensor.isOptimizerState) return;
    const { dtype, shape } = storedShape(tensor);
    const unwritable = unwritableReason(tensor);
    if (unwritable !== null || !isSafetensorsDtype(dtype)) {
      problems.push(unwritable ?? `safetensors has no ${dtype} (“${tensor.name}”).`);
      return;
    }
    const layerId = layerOf(known);
    const layer = layers.get(layerId);
    if (known.isRouter) routed.add(layerId);
    const fate: Fate = layer === undefined ? { kind: 'kept' } : fateOf(known, layer);
    if (fate.kind === 'problem') problems.push(fate.problem);
    if (fate.kind === 'kept') {
      const { name = tensor.name, shape: cutShape = shape, cut = null } = fate;
      tensors.push({ name, dtype, shape: cutShape, source, cut });
    }
    if (meaning.expert !== null && fate.kind !== 'problem') {
      const after = fate.kind === 'gone' ? null : moduleOf(fate.name ?? tensor.name, meaning);
      modules.set(moduleOf(tensor.name, meaning), after);
    }
  });
  for (const layer of layers.keys()) {
    const title = structure.layerLabels[layer] ?? String(layer);
    if (!routed.has(layer))
      problems.push(`The router of layer ${title} is not known, so its rows can’t be removed.`);
  }
  return { tensors, modules, problems: problems.slice(0, MOST_PROBLEMS) };
}

function unwritableReason({ name, strides, byteOrder }: TensorEntry): string | null {
  const isPlain = strides === undefined && byteOrder === undefined;
  return isPlain ? null : `“${name}” is not stored row by row in little-endian order.`;
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
