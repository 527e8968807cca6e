/** All that taking a plan home will write, worked out before a byte of it is: so what can't be written is known at once. */
import type { Checkpoint, ModelConfig } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import type { PlanCosts } from '../../core/pruning/plan-costs.ts';
import type { KeepLists } from '../../core/pruning/plan.ts';
import type { Part, Structure } from '../../core/structure.ts';
import { tensorBytes } from '../checkpoints/safetensors-writer.ts';
import { pruneConfig, type LayerCount } from './pruned-config.ts';
import { expertCounts } from './layer-cuts.ts';
import { pruneTensors, type PrunedTensor } from './pruned-tensors.ts';
import { routingGroups, routingProblems } from './routing-rules.ts';
import { formatMerged } from './merged-experts.ts';
import { planUnitAxes, type UnitAxes } from './unit-orders.ts';
import {
  divideIntoShards,
  shardIndexOf,
  USUAL_SHARD_BYTES,
  type Shard,
  type ShardIndexText,
} from './shards.ts';
import { canMask } from './maskable.ts';
import { codesProblem, planRowMasks } from './plan-row-masks.ts';
import type { RowMaskedPart } from './row-masks.ts';
import type { MaskedRegion, WeightMask } from './weight-mask.ts';

/** What a plan comes to, as a writer needs it. */
export type Pruning = Pick<
  PlanCosts,
  'keepLists' | 'thresholds' | 'rowRules' | 'merged' | 'novices' | 'topK' | 'error'
>;

export interface PruneOptions {
  /** At most so many bytes of tensors in a file. */
  readonly shardBytes?: number | undefined;
}

export interface PrunedFiles {
  readonly checkpoint: Checkpoint;
  readonly shards: readonly Shard<PrunedTensor>[];
  readonly index: ShardIndexText | null;
  readonly config: ModelConfig | null;
  /** By index of the original's tensors. */
  readonly masks: ReadonlyMap<number, WeightMask>;
  /** By index of the original's tensors, in the order in which the parts lie. */
  readonly rowMasks: ReadonlyMap<number, readonly RowMaskedPart[]>;
  /** Null where no experts are merged with their hidden units aligned. */
  readonly unitAxes: UnitAxes | null;
  /** Which experts became one, for whoever wants to check it; null where none did. */
  readonly mergeText: string | null;
  /** Of all tensors, without headers. */
  readonly byteLength: number;
}

/** Throws `export-impossible` with every reason that is found. */
export function planPrunedFiles(
  checkpoint: Checkpoint,
  structure: Structure,
  { keepLists: keep, thresholds, rowRules, merged, novices, topK, error }: Pruning,
  { shardBytes = USUAL_SHARD_BYTES }: PruneOptions = {},
): PrunedFiles {
  refuse([
    ...sourceProblems(checkpoint),
    ...keepProblems(structure, keep),
    ...noviceProblems(novices),
    ...approximationProblems(error),
  ]);
  const layers = layerCounts(structure, keep);
  const groups = routingGroups(checkpoint.config);
  const routing = layers.flatMap((layer) =>
    layer.kept === null
      ? []
      : routingProblems({ ...layer, kept: layer.kept }, { topK: topK ?? structure.topK, groups }),
  );
  const { tensors, modules, problems } = pruneTensors(checkpoint, structure, { keep, merged });
  const chosen = topK === null ? null : { before: structure.topK, after: topK };
  const { config, problems: unsaid } = pruneConfig(checkpoint.config, { layers, modules, topK: chosen });
  const { masks, problems: unmasked } = masksOf(checkpoint, structure.parts, thresholds);
  const { rowMasks, problems: unruled } = planRowMasks(checkpoint, structure, rowRules);
  const unitAxes = merged.some(({ isAligned }) => isAligned)
    ? planUnitAxes(checkpoint, structure, { merged, written: tensors })
    : null;
  refuse([...routing, ...unsaid, ...problems, ...unmasked, ...unruled, ...(unitAxes?.problems ?? [])]);
  const shards = divideIntoShards(tensors, shardBytes);
  const byteLength = tensors.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
  const mergeText = merged.length === 0 ? null : formatMerged(merged, structure.layerLabels);
  return {
    checkpoint,
    shards,
    index: shardIndexOf(shards),
    config,
    masks,
    rowMasks,
    unitAxes,
    mergeText,
    byteLength,
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Fault('export-impossible', { problems });
}

function sourceProblems({ format, notices }: Checkpoint): string[] {
  const missing = notices.filter(({ code }) => code === 'missing-shard');
  return [
    ...(format === 'gguf'
      ? [
          'Names and quantised blocks of GGUF mean nothing in safetensors; open the model’s safetensors instead.',
        ]
      : []),
    ...(missing.length > 0
      ? ['Shards of the checkpoint are missing, and so would tensors of the pruned one.']
      : []),
  ];
}

function noviceProblems(novices: KeepLists): string[] {
  return novices.size === 0
    ? []
    : [
        'Experts that became their mean output can’t be said in the names of any family: its programs multiply with matrices that would be gone. Remove these experts instead.',
      ];
}

function approximationProblems(error: Pruning['error']): string[] {
  return error === null || error.matrices + error.unknown === 0
    ? []
    : [
        'Quantised weights and products of two factors have no form here that programs would read: formats of quantised weights belong to the tools that calibrate them, and no family has names for factors. Write the rest of the plan without these actions, and give that to such a tool.',
      ];
}

function keepProblems({ parts, layerLabels }: Structure, keep: KeepLists): string[] {
  const counts = expertCounts(parts);
  return [...keep].flatMap(([layer, kept]) => {
    const experts = counts.get(layer);
    if (experts === undefined) return [`There is no layer ${layerLabels[layer] ?? layer} with experts.`];
    const isSound = kept.every(
      (expert, i) =>
        Number.isInteger(expert) && expert >= 0 && expert < experts && expert > (kept[i - 1] ?? -1),
    );
    return isSound ? [] : [`Layer ${layerLabels[layer] ?? layer} has no such experts as are to be kept.`];
  });
}

function layerCounts(
  { parts, layerLabels }: Structure,
  keep: KeepLists,
): (LayerCount & { readonly kept: readonly number[] | null })[] {
  return [...expertCounts(parts)]
    .sort(([a], [b]) => a - b)
    .map(([layer, before]) => {
      const kept = keep.get(layer) ?? null;
      return {
        layer,
        title: `layer ${layerLabels[layer] ?? layer}`,
        before,
        after: kept?.length ?? before,
        kept,
      };
    });
}

function masksOf(
  { tensors }: Checkpoint,
  parts: readonly Part[],
  thresholds: Float64Array,
): { masks: Map<number, WeightMask>; problems: string[] } {
  const regions = new Map<number, MaskedRegion[]>();
  parts.forEach(({ tensor, region }, part) => {
    const threshold = thresholds[part] ?? 0;
    if (threshold <= 0) return;
    const own = regions.get(tensor);
    if (own === undefined) regions.set(tensor, [{ region, threshold }]);
    else own.push({ region, threshold });
  });
  const problems: string[] = [];
  const masks = new Map<number, WeightMask>();
  for (const [tensor, own] of regions) {
    const { name, dtype, scaling } = tensors[tensor]!;
    if (scaling === undefined && canMask(dtype)) masks.set(tensor, { dtype, regions: own });
    else if (problems.length === 0) problems.push(codesProblem(name));
  }
  return { masks, problems };
}
