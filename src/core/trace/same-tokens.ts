/** Two traces of the same tokens: how far the same experts were chosen (statistics/saturation.ts). */
import type { Selection } from '../routing/selection.ts';
import { chosenBy } from '../routing/selection.ts';
import { overlapOf, saturation, saturationByChance } from '../routing/statistics/saturation.ts';

/** Choices of some of the tokens. Which ones a token's place alone decides, so that two traces have the same. */
export interface SampledTrace {
  readonly layers: readonly {
    readonly layer: number;
    /** Of the whole layer. */
    readonly tokens: number;
    /** Rising. */
    readonly places: Float64Array;
    readonly selection: Selection;
  }[];
  /** Of the vocabulary ids of all tokens; null where the trace has none. */
  readonly digest: number | null;
}

export interface TraceOverlap {
  /** Layers that both have, of as many tokens. */
  readonly layers: readonly {
    readonly layer: number;
    /** Tokens compared. */
    readonly tokens: number;
    /** In [0, 1]; and of routers with these loads that know nothing of each other. */
    readonly saturation: number;
    readonly byChance: number;
  }[];
  /** What says that the tokens are the same: their ids, or only their number. */
  readonly basis: 'ids' | 'number';
}

/** Null where the tokens are known to be others, or no layer has as many in both. */
export function overlapOfTraces(early: SampledTrace, late: SampledTrace): TraceOverlap | null {
  const haveIds = early.digest !== null && late.digest !== null;
  if (haveIds && early.digest !== late.digest) return null;
  const layers = late.layers.flatMap((after) => {
    const before = early.layers.find(({ layer, tokens }) => layer === after.layer && tokens === after.tokens);
    return before === undefined ? [] : [compare(before, after)];
  });
  return layers.length === 0 ? null : { layers, basis: haveIds ? 'ids' : 'number' };
}

type SampledLayer = SampledTrace['layers'][number];

function compare(early: SampledLayer, late: SampledLayer): TraceOverlap['layers'][number] {
  const [before, after] = inCommon(early, late);
  const experts = 1 + Math.max(largestId(before), largestId(after));
  const overlap = overlapOf(before, after);
  const byChance = saturationByChance(loadOf(before, experts), loadOf(after, experts), {
    tokens: after.tokens,
  });
  return { layer: late.layer, tokens: after.tokens, saturation: saturation(overlap), byChance };
}

/** The tokens that both samples have: the longer trace may have been thinned more. */
function inCommon(early: SampledLayer, late: SampledLayer): readonly [Selection, Selection] {
  const rows: [number[], number[]] = [[], []];
  for (let a = 0, b = 0; a < early.places.length && b < late.places.length;) {
    const gap = early.places[a]! - late.places[b]!;
    if (gap === 0) {
      rows[0].push(a);
      rows[1].push(b);
    }
    if (gap <= 0) a++;
    if (gap >= 0) b++;
  }
  return [rowsOf(early.selection, rows[0]), rowsOf(late.selection, rows[1])];
}

function rowsOf({ slots, experts }: Selection, rows: readonly number[]): Selection {
  const chosen = new Int32Array(rows.length * slots);
  rows.forEach((row, i) => chosen.set(experts.subarray(row * slots, (row + 1) * slots), i * slots));
  return { tokens: rows.length, slots, experts: chosen };
}

function largestId({ experts }: Selection): number {
  return experts.reduce((largest, id) => Math.max(largest, id), -1);
}

/** Without the mask of `selection.ts`, which would hold a number for each token and expert. */
function loadOf(selection: Selection, experts: number): Float64Array {
  const load = new Float64Array(experts);
  for (let token = 0; token < selection.tokens; token++) {
    for (const expert of chosenBy(selection, token)) load[expert]!++;
  }
  return load;
}
