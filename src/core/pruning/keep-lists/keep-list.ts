/** Which experts stay, layer by layer, for tools that prune by themselves; and what a form of such lists is. */
import type { Catalogue } from '../../catalogue.ts';
import { projections, type Structure } from '../../structure.ts';
import type { KeepLists } from '../plan.ts';

export interface KeepList {
  readonly model: string;
  /** Of the model's bytes, as links carry it. */
  readonly fingerprint: string;
  readonly topK: number | null;
  /** True if experts have a matrix of gates besides up and down. */
  readonly isGated: boolean;
  /** Every layer with experts, also those that keep all. */
  readonly layers: readonly KeepLayer[];
}

export interface KeepLayer {
  /** What the layer is called: its number, or "dec 3". */
  readonly label: string;
  readonly experts: number;
  /** Ids, rising. */
  readonly kept: readonly number[];
}

/** One way of writing it down. To add one, write its file and its line in index.ts. */
export interface KeepListForm {
  readonly id: string;
  readonly name: string;
  /** What takes it, and how. */
  readonly explanation: string;
  readonly fileName: string;
  /** Why this list can't be said in this form; null if it can. */
  readonly misfit: (list: KeepList) => string | null;
  readonly format: (list: KeepList) => string;
}

type Facts = Pick<Catalogue, 'name' | 'fingerprint' | 'parts'> & {
  readonly structure: Pick<Structure, 'topK' | 'layerLabels' | 'moeLayers'>;
};

export function keepListOf({ name, fingerprint, parts, structure }: Facts, keep: KeepLists): KeepList {
  const experts = new Map<number, number>();
  let isGated = false;
  parts.expert.forEach((expert, part) => {
    if (expert < 0) return;
    const layer = parts.layer[part]!;
    const projection = projections[parts.projection[part]!];
    experts.set(layer, Math.max(experts.get(layer) ?? 0, expert + 1));
    isGated ||= projection === 'gate' || projection === 'gateUp';
  });
  const layers = structure.moeLayers.map((layer) => {
    const count = experts.get(layer) ?? 0;
    const kept = keep.get(layer) ?? Array.from({ length: count }, (_, expert) => expert);
    return { label: structure.layerLabels[layer] ?? String(layer), experts: count, kept };
  });
  return { model: name, fingerprint, topK: structure.topK, isGated, layers };
}

/** Why layers can't be told by plain numbers, or don't all keep as many; null if they do. */
export function unevenness({ layers }: KeepList): string | null {
  const odd = layers.find(({ label }) => !/^\d+$/.test(label));
  if (odd !== undefined)
    return `It tells layers by their number, and this model has one called “${odd.label}”.`;
  const [first] = layers;
  const other = layers.find(
    ({ kept, experts }) => kept.length !== first?.kept.length || experts !== first.experts,
  );
  return other === undefined
    ? null
    : `It keeps the same number of experts in every layer; here layer ${first!.label} has ${first!.kept.length} and layer ${other.label} ${other.kept.length}.`;
}
