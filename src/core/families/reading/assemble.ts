/** Parts: every tensor becomes one, or as many as it was fused from. */
import { codedKeysOf, isCompanion } from '../../companions.ts';
import { sliceRegion, wholeRegion, type Region } from '../../region.ts';
import { drawnRoles, type Part } from '../../structure.ts';
import { elementCount, type TensorEntry } from '../../tensor.ts';
import type { Match } from '../layout.ts';
import { MAX_CUT_PARTS } from '../limits.ts';
import { cutTensor, type Claim } from './cut.ts';
import { supposedRouter } from './generic.ts';
import type { Names } from './names.ts';
import type { Reading } from './reading.ts';
import { roleOf } from './roles.ts';
import type { LayerFacts } from './surroundings.ts';

export interface Assembly {
  readonly parts: readonly Part[];
  /** Names of weights that were to be cut and could not be, or not into all their projections. */
  readonly uncut: readonly string[];
}

interface Read {
  readonly tensors: readonly TensorEntry[];
  readonly names: Names;
  readonly readings: readonly Reading[];
  readonly layerOf: Int32Array;
  readonly facts: ReadonlyMap<number, LayerFacts>;
  readonly inConfig: { readonly experts: number | null; readonly hidden: number | null };
}

export function assembleParts(read: Read): Assembly {
  const parts: Part[] = [];
  const uncut: string[] = [];
  const describe = describer(read);
  let piecesLeft = MAX_CUT_PARTS;
  read.tensors.forEach((tensor, index) => {
    const { whole, claim } = describe(tensor, index);
    if (claim === null) {
      parts.push(whole);
      return;
    }
    const known = read.facts.get(read.layerOf[index]!);
    const cut = cutTensor(tensor, claim, {
      routed: known?.routed ?? null,
      configured: read.inConfig.experts,
      hidden: known?.hidden ?? read.inConfig.hidden,
      piecesLeft,
    });
    const isWeight = drawnRoles.includes(whole.role);
    if (isWeight && cut?.isUneven !== false) uncut.push(tensor.name);
    if (cut === null) {
      parts.push(isWeight ? { ...whole, role: 'other' } : whole);
      return;
    }
    piecesLeft -= cut.pieces.length;
    for (const piece of cut.pieces) parts.push({ ...whole, ...piece, expert: piece.expert ?? whole.expert });
  });
  return { parts, uncut };
}

/** What a tensor is as a whole, and for fused ones what the layout claims of its axes. */
function describer({ tensors, names, readings, layerOf, facts }: Read) {
  const codedKeys = codedKeysOf(tensors);
  const wholeOf = wholeRegions();
  return (tensor: TensorEntry, index: number): { whole: Part; claim: Claim | null } => {
    const reading = readings[names.shapeOf[index]!];
    const layer = layerOf[index]!;
    const param = reading?.param ?? '';
    const match = believable(reading?.match ?? null, tensor, facts.get(layer));
    const role = roleOf(tensor, {
      rule: match?.rule ?? null,
      param,
      isCompanion: isCompanion(tensor, codedKeys),
    });
    const whole = {
      tensor: index,
      role,
      layer: layer < 0 ? null : layer,
      expert: match?.rule.role === 'expert' ? (names.numbers[index]![reading!.expertAt] ?? null) : null,
      projection: match?.projection ?? null,
      region: wholeOf(tensor),
      parameters: elementCount(tensor.shape),
    };
    const isFused = match?.rule.axes !== undefined && match.rule.role !== 'router' && role !== 'alias';
    return { whole, claim: isFused ? { match, param } : null };
  };
}

/** A router is of a layer; and a name that many things have is believed to be one's only if its shape is. */
function believable(
  match: Match | null,
  { shape }: TensorEntry,
  facts: LayerFacts | undefined,
): Match | null {
  if (match?.rule.role === 'router' && facts === undefined) return null;
  if (match?.rule !== supposedRouter) return match;
  const experts = facts?.experts ?? 0;
  return experts > 0 && shape.length <= 2 && shape.includes(experts) ? match : null;
}

/** Whole tensors as regions; row-major ones of the same size share theirs. */
function wholeRegions(): (tensor: TensorEntry) => Region {
  const bySize = new Map<number, Region>();
  return ({ shape, strides }) => {
    if (strides !== undefined) return sliceRegion(shape, strides, []);
    const elements = elementCount(shape);
    let region = bySize.get(elements);
    if (region === undefined) bySize.set(elements, (region = wholeRegion(elements)));
    return region;
  };
}
