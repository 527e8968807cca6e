/** What a layer's tensors tell of it before any is cut: how many experts it has, how wide it is. */
import type { ModelConfig } from '../../checkpoint.ts';
import { elementCount, type TensorEntry } from '../../tensor.ts';
import type { Axis, Match } from '../layout.ts';
import { MAX_FUSED_EXPERTS } from '../limits.ts';
import { readConfig } from './config.ts';
import { isWeight, type Names } from './names.ts';
import type { Reading } from './reading.ts';

export interface LayerFacts {
  /** Rows of the router; null without one. */
  routed: number | null;
  /** Columns of the router: the width of the residual stream. */
  hidden: number | null;
  /** Experts by names and leading axes. */
  experts: number;
  /** Elements of one expert's down matrix, and of the shared expert's; 0 if there is none. */
  expertDown: number;
  sharedDown: number;
  hasShared: boolean;
  /** True if the shared expert's matrix may hold several experts. */
  isSeveral: boolean;
}

export function readLayerFacts(
  tensors: readonly TensorEntry[],
  { names, readings, layerOf }: { names: Names; readings: readonly Reading[]; layerOf: Int32Array },
): ReadonlyMap<number, LayerFacts> {
  const facts = new Map<number, LayerFacts>();
  for (let tensor = 0; tensor < tensors.length; tensor++) {
    const reading = readings[names.shapeOf[tensor]!];
    const layer = layerOf[tensor]!;
    if (layer < 0 || reading === undefined) continue;
    let known = facts.get(layer);
    if (known === undefined) facts.set(layer, (known = nothingKnown()));
    const expert = names.numbers[tensor]![reading.expertAt] ?? -1;
    learn(known, reading, { expert, shape: tensors[tensor]!.shape });
  }
  return facts;
}

function nothingKnown(): LayerFacts {
  return {
    routed: null,
    hidden: null,
    experts: 0,
    expertDown: 0,
    sharedDown: 0,
    hasShared: false,
    isSeveral: false,
  };
}

function learn(
  known: LayerFacts,
  { match, param }: Reading,
  { expert, shape }: { readonly expert: number; readonly shape: readonly number[] },
): void {
  if (match === null) return;
  const isDown = match.projection === 'down' && isWeight(param);
  if (match.rule.role === 'expert') {
    const stacked = leadingExperts(match, shape);
    known.experts = Math.max(known.experts, expert + 1, stacked);
    if (isDown) known.expertDown ||= elementCount(shape) / Math.max(1, stacked);
  } else if (match.rule.role === 'shared-expert') {
    known.hasShared = true;
    known.isSeveral ||= match.rule.isSeveral ?? false;
    if (isDown) known.sharedDown ||= elementCount(shape);
  } else if (match.rule.role === 'router' && isWeight(param)) {
    learnRouter(known, match.rule.axes ?? [], shape);
  }
}

function learnRouter(known: LayerFacts, axes: readonly Axis[], shape: readonly number[]): void {
  if (axes.length === 0 || axes.length > shape.length) return;
  known.routed = shape[axes.indexOf('expert')] ?? null;
  known.hidden = shape[axes.indexOf('in')] ?? null;
}

/** Experts that a stack holds by its leading axis; 0 if it is no stack, or an absurd one. */
function leadingExperts({ rule }: Match, shape: readonly number[]): number {
  const leading = rule.axes?.[0] === 'expert' ? (shape[0] ?? 0) : 0;
  return leading <= MAX_FUSED_EXPERTS ? leading : 0;
}

/** Always-on experts in a layer: as config.json says, or by how many times as wide as a routed one they are. */
export function countShared(facts: Iterable<LayerFacts>, config: ModelConfig | null): number {
  const withShared = [...facts].filter(({ hasShared }) => hasShared);
  if (withShared.length === 0) return 0;
  const configured = readConfig(config, 'sharedExperts')?.value ?? 0;
  if (configured > 0) return configured;
  return withShared.reduce((most, layer) => Math.max(most, sharedByWidth(layer)), 1);
}

function sharedByWidth({ isSeveral, expertDown, sharedDown }: LayerFacts): number {
  const ratio = isSeveral && expertDown > 0 ? sharedDown / expertDown : 1;
  return Number.isInteger(ratio) ? ratio : 1;
}
