/**
 * A layout is a way of naming and storing the tensors of a feed-forward block. Few layouts serve many families
 * (about twenty share the names of `per-expert-mlp`), so they are declared apart. Names are written as they stand
 * inside a layer, without wrappers, layer number and the parameter at the end:
 *
 *     model.layers.7.mlp.experts.3.gate_proj.weight   is declared as   mlp.experts.{expert}.{proj}
 *
 * `{expert}` and `{n}` are numbers, `{proj}` is a key of `projections`, `{a|b}` is either word. Every name expands
 * to a handful of plain strings, so reading a name is one look-up, in time that no name can stretch.
 */
import type { Projection, Role } from '../structure.ts';

/** `expert-rows`: the experts' rows one below the other, [experts · out, in]. */
export type Axis = 'expert' | 'expert-rows' | 'out' | 'in';

export interface TensorRule {
  readonly role: Extract<Role, 'expert' | 'shared-expert' | 'router' | 'vector' | 'other'>;
  readonly name: string;
  /** Words for `{proj}`, and the projection that each names. */
  readonly projections?: Readonly<Record<string, Projection>>;
  /** The projection where the name has no `{proj}`. */
  readonly projection?: Projection;
  /**
   * What the axes mean, outermost first, where that matters: fused experts, tensors to split, routers (whose
   * `expert` axis tells the number of experts). Axes that are not named may follow.
   */
  readonly axes?: readonly Axis[];
  /** Gate and up share the `out` axis: gate in its first half, or its second, or at its even indices. */
  readonly split?: 'halves' | 'up-first' | 'interleaved';
  /** A gate's name where the block has this module too; without it there is no gate, and the matrix is up. */
  readonly gateBeside?: string;
  /** Gate and up are fused where this holds twice as many elements as the module named here, its down; else it is up. */
  readonly gateOver?: string;
  /** Declared [in, experts · out], but the memory is read as `axes`, [experts, in, out] (Megatron's grouped GEMM). */
  readonly isRawView?: true;
  /** A shared expert's matrix that may be several experts side by side, as DeepSeek stores them. */
  readonly isSeveral?: true;
}

/** What a name inside a layer says. */
export interface Match {
  readonly rule: TensorRule;
  readonly projection: Projection | null;
  /** Which of the numbers in the name is the expert; −1 if none. */
  readonly expertAt: number;
  /** Set where it has turned out that gate and up are not fused, or that nothing tells how. */
  readonly isWhole?: true;
  /** For a name outside any layer: the part before the block, which then stands for a layer of its own. */
  readonly block: string;
}

export interface Layout {
  readonly id: string;
  /** Every name of the layout with `#` for numbers. */
  readonly matches: ReadonlyMap<string, Match>;
}

export function defineLayout(id: string, rules: readonly TensorRule[]): Layout {
  return { id, matches: new Map(rules.flatMap(expandRule)) };
}

function expandRule(rule: TensorRule): [string, Match][] {
  const words = Object.entries(rule.projections ?? {});
  const named = words.length > 0 ? words : [['', rule.projection ?? null] as const];
  return named.flatMap(([word, projection]) =>
    expandWords(rule.name.replace('{proj}', word)).map((name): [string, Match] => [
      name.replaceAll(/\{\w+\}/g, '#'),
      { rule, projection, expertAt: placeOfExpert(name), block: '' },
    ]),
  );
}

/** `a.{b|c}.d` → `a.b.d`, `a.c.d`. */
function expandWords(name: string): string[] {
  const [whole, words] = /\{(\w+(?:\|\w+)+)\}/.exec(name) ?? [];
  if (whole === undefined || words === undefined) return [name];
  return words.split('|').flatMap((word) => expandWords(name.replace(whole, word)));
}

function placeOfExpert(name: string): number {
  return [...name.matchAll(/\{(\w+)\}/g)].findIndex(([, word]) => word === 'expert');
}
