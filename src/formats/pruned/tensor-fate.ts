/**
 * What becomes of one tensor of a layer that loses experts. Where it can't be told what a tensor is, that is a problem:
 * rather nothing is written than a model that answers wrongly.
 */
import type { MergeGroup } from '../../core/pruning/merging/merged-layer.ts';
import type { Part } from '../../core/structure.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import {
  extentAlong,
  extentOfParts,
  shapeWithout,
  storedShape,
  type ExpertCut,
  type ExpertExtent,
} from './expert-cut.ts';
import type { LayerCut } from './layer-cuts.ts';
import {
  entanglement,
  hasNumberForEachExpert,
  isOfAllAlike,
  isOfSlots,
  soundsLikeExperts,
} from './per-expert-names.ts';
import { renumber, type NameMeaning } from './tensor-names.ts';

export interface Known {
  readonly tensor: TensorEntry;
  readonly parts: readonly Part[];
  readonly meaning: NameMeaning;
  /** True for one by a name that anything could have, in a layer whose layout declares no other. */
  readonly isRouter: boolean;
}

export type Fate =
  | { readonly kind: 'gone' }
  /** With what is not as it was. */
  | {
      readonly kind: 'kept';
      readonly name?: string;
      readonly shape?: readonly number[];
      readonly cut?: ExpertCut;
      /** It becomes the mean of this and the same tensors of the other members. */
      readonly mean?: MergeGroup;
    }
  | { readonly kind: 'problem'; readonly problem: string };

const unchanged: Fate = { kind: 'kept' };

export function fateOf(known: Known, layer: LayerCut): Fate {
  const { tensor, parts, meaning, isRouter } = known;
  if (meaning.expert !== null) return fateOfNumbered(tensor, meaning, layer);
  // one number for all experts alike
  if (elementCount(tensor.shape) <= 1 || isOfAllAlike(tensor.name, tensor.shape)) return unchanged;
  if (parts.some(({ expert }) => expert !== null)) return fateOfFused(known, layer);
  if (isRouter && meaning.match!.rule.axes !== undefined)
    return cutRows(tensor, layer, claimedAxis(tensor, meaning));
  if (hasNumberForEachExpert(tensor.name)) return cutRows(tensor, layer, tensor.shape.length - 1);
  if (isOfSlots(tensor.name)) return cutSlots(tensor, layer);
  if (isRouter && meaning.match!.rule.name === '') return cutRows(tensor, layer, -1);
  return fateOfOther(known, layer);
}

/** A tensor of one expert. */
function fateOfNumbered(
  { name }: TensorEntry,
  { expert, expertAt }: NameMeaning,
  { kept, means }: Pick<LayerCut, 'kept' | 'means'>,
): Fate {
  const place = kept.indexOf(expert!);
  if (place < 0) return { kind: 'gone' };
  const group = means.get(expert!);
  const mean = group === undefined ? {} : { mean: group };
  if (place === expert) return { kind: 'kept', ...mean };
  const renamed = renumber(name, expertAt, place);
  return renamed === null
    ? problem(`“${name}” can’t be given another expert’s number.`)
    : { kind: 'kept', name: renamed, ...mean };
}

/** A tensor of all experts. */
function fateOfFused({ tensor, parts, meaning }: Known, { experts, kept, means }: LayerCut): Fate {
  const isRawView = meaning.match?.rule.isRawView === true;
  const extent = extentOfParts(tensor, parts, { experts, isRawView });
  return extent === null
    ? problem(`“${tensor.name}” does not come apart into ${experts} experts.`)
    : cutAt(tensor, extent, { experts, kept, means });
}

/** The experts' axis by the layout; −1 where it says nothing of this one. */
function claimedAxis({ stored }: TensorEntry, { match, param }: NameMeaning): number {
  const axes = match!.rule.axes!;
  if (stored !== undefined) return -1;
  return (param.endsWith('bias') ? axes.filter((axis) => axis !== 'in') : axes).indexOf('expert');
}

/** Along the axis claimed, or the only one that is as long as the router has rows. */
function cutRows(tensor: TensorEntry, { rows, kept, experts, rowMeans }: LayerCut, claimed: number): Fate {
  if (kept.length === experts && rowMeans.size === 0) return unchanged;
  const stored = storedShape(tensor);
  const fitting = [...stored.shape.keys()].filter((axis) => stored.shape[axis] === rows);
  const only = fitting.length === 1 ? fitting[0]! : -1;
  const axis = fitting.includes(claimed) ? claimed : only;
  const extent = axis < 0 ? null : extentAlong(stored, { axis, experts: rows });
  if (extent === null)
    return problem(`“${tensor.name}” has no axis of ${rows}, one for each expert, that could be cut.`);
  const beyond = Array.from({ length: rows - experts }, (_, i) => experts + i);
  return cutAt(tensor, extent, { experts: rows, kept: [...kept, ...beyond], means: rowMeans });
}

/** As many columns as experts have slots, one expert's after the other's. */
function cutSlots(tensor: TensorEntry, { experts, kept, rowMeans }: LayerCut): Fate {
  const axis = tensor.shape.length - 1;
  const extent =
    tensor.shape[axis]! % experts === 0 ? extentAlong(storedShape(tensor), { axis, experts }) : null;
  return extent === null
    ? problem(`“${tensor.name}” does not come apart into ${experts} experts.`)
    : cutAt(tensor, extent, { experts, kept, means: rowMeans });
}

function fateOfOther({ tensor: { name, shape }, meaning: { match } }: Known, layer: LayerCut): Fate {
  const { experts, kept, rowMeans } = layer;
  const reason = entanglement(name);
  // where every row stays, each expert is there as before
  if (reason !== null && kept.length === experts && rowMeans.size === 0) return unchanged;
  if (reason !== null) return problem(`“${name}” ${reason}, which no longer holds once experts are gone.`);
  const isExpert = match?.rule.role === 'expert';
  const isUnknown = match === null && soundsLikeExperts(name) && shape.includes(experts);
  return isExpert || isUnknown ? problem(`It can’t be told where experts lie in “${name}”.`) : unchanged;
}

function cutAt(
  tensor: TensorEntry,
  { axis, outer, unitBytes }: ExpertExtent,
  { experts, kept, means }: Pick<LayerCut, 'experts' | 'kept' | 'means'>,
): Fate {
  if (kept.length === experts && means.size === 0) return unchanged;
  const shape = shapeWithout(storedShape(tensor).shape, axis, { kept: kept.length, experts });
  return {
    kind: 'kept',
    shape,
    cut: { outer, unitBytes, experts, kept, means: means.size === 0 ? null : means },
  };
}

function problem(text: string): Fate {
  return { kind: 'problem', problem: text };
}
