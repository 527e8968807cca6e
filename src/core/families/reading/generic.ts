/**
 * Experts, shared experts and routers by the words that people use for them, for names that no layout declares:
 * `foo.layers.3.ffn.experts.12.fc_in.weight`, `x.layers.3.moe.experts.w_in`, `moe.gate.weight`. Plain steps over the
 * segments of a name, so time grows with its length and no faster.
 */
import type { Match, TensorRule } from '../layout.ts';
import { gatedNames, numberedNames, t5Names, ungatedNames } from '../layouts/projection-names.ts';
import type { Projection } from '../../structure.ts';
import { countNumbers } from './name.ts';

const projectionWords = new Map<string, Projection>(
  Object.entries({
    ...gatedNames,
    ...numberedNames,
    ...t5Names,
    ...ungatedNames,
    gate: 'gate',
    up: 'up',
    down: 'down',
    w_gate: 'gate',
    w_up: 'up',
    w_down: 'down',
    w_in: 'up',
    w_out: 'down',
    fc_in: 'up',
    fc_out: 'down',
    c_fc: 'up',
    c_proj: 'down',
    linear1: 'up',
    linear2: 'down',
    dense_h_to_4h: 'up',
    dense_4h_to_h: 'down',
    gate_up_proj: 'gateUp',
  }),
);

const routerWords = new Set('gate router gating classifier wg gate_network'.split(' '));
/** What may follow inside a router: `router.layer`, `gate.wg`, `gating.0`. */
const routerParts = new Set('gate router layer wg proj linear classifier dense #'.split(' '));

const numberedExpert: TensorRule = { role: 'expert', name: '' };
const stackedExperts: TensorRule = { role: 'expert', name: '', axes: ['expert', 'out', 'in'] };
const sharedExpert: TensorRule = { role: 'shared-expert', name: '' };
/** `gate` alone names many things: only a matrix with one axis as long as the layer has experts is a router. */
export const supposedRouter: TensorRule = { role: 'router', name: '' };

/** `hasModule` tells whether the checkpoint has a module of that name. */
export function matchGeneric(module: string, hasModule: (module: string) => boolean): Match | null {
  const segments = module.split('.');
  const at = (rule: TensorRule, first: number, expertAt = -1): Match => ({
    rule,
    projection: rule.role === 'router' ? null : projectionOf(module, segments, hasModule),
    expertAt,
    block: segments.slice(0, first).join('.'),
  });

  const shared = segments.findIndex(isSharedWord);
  if (shared >= 0) return at(sharedExpert, shared);
  const numbered = segments.findIndex((_, i) => numberPlace(segments, i) >= 0);
  if (numbered >= 0) {
    const before = segments.slice(0, numberPlace(segments, numbered));
    return at(numberedExpert, numbered, countNumbers(before));
  }
  const stacked = segments.findIndex(isExpertWord);
  if (stacked >= 0) return at(stackedExperts, stacked);
  const router = segments.findIndex(
    (word, i) => routerWords.has(word) && segments.slice(i + 1).every((part) => routerParts.has(part)),
  );
  return router >= 0 ? at(supposedRouter, router) : null;
}

/** `experts`, `expert`, `local_experts`; not `shared_experts`. */
function isExpertWord(segment: string): boolean {
  return /(?:^|_)experts?$/.test(segment) && !isSharedWord(segment);
}

function isSharedWord(segment: string): boolean {
  return /^shared?_(?:experts?|mlp)$/.test(segment);
}

/** If an expert's number follows segment `i` or ends it (`experts.#`, `experts.expert_#`, `expert_#`): where. */
function numberPlace(segments: readonly string[], i: number): number {
  const segment = segments[i]!;
  const next = segments[i + 1] ?? '';
  if (isExpertWord(segment) && (next === '#' || /^expert_?#$/.test(next))) return i + 1;
  return segment.endsWith('#') && isExpertWord(segment.slice(0, -1).replace(/_$/, '')) ? i : -1;
}

function projectionOf(
  module: string,
  segments: readonly string[],
  hasModule: (module: string) => boolean,
): Projection {
  const word = segments.at(-1)!;
  // without a third matrix, w1 is not a gate
  if (word === 'w1' && !hasModule(module.replace(/w1$/, 'w3'))) return 'up';
  return projectionWords.get(word) ?? 'other';
}
