/** The basis of plans of one checkpoint: everything that does not change while a slider moves, worked out once. */
import { cellParts, gridOf, type Grid } from '../grid.ts';
import { allSteps, type Steps } from '../steps.ts';
import { alignTrace, type AlignedTrace, type ForeignTrace } from './aligned-trace.ts';
import { sketchNoiseSteps, type SketchNoise } from './approximation/sketch-noise.ts';
import { ENERGY, ladderSteps, MASS, rowTotal, type Ladders } from './ladders.ts';
import type { PlanInput } from './plan-input.ts';
import { expertsOf, sizeSteps, type SizeBasis } from './size-basis.ts';

export interface PlanBasis {
  readonly input: PlanInput;
  /**
   * Layers × experts of the weights that plans are about; layers × projections in a model without experts. The parts of
   * a cell are rows of the ladders: planned part i is `grid.parts[i]` of the catalogue.
   */
  readonly grid: Grid;
  /** [L]: experts that each layer has. */
  readonly experts: readonly number[];
  /** Experts a token; null where it is not known. */
  readonly topK: number | null;
  /** Null without a trace. */
  readonly trace: AlignedTrace | ForeignTrace | null;
  readonly ladders: Ladders;
  /** By planned part: finite weights, zeros among them, and what the ladder adds up to. */
  readonly totals: PartTotals;
  readonly size: SizeBasis;
  /** By part of the catalogue: what rounding adds with one scale a matrix. */
  readonly noise: SketchNoise;
}

export interface PartTotals {
  readonly cell: Int32Array;
  readonly finite: Float64Array;
  readonly nonZero: Float64Array;
  readonly notFinite: Float64Array;
  readonly mass: Float64Array;
  readonly energy: Float64Array;
}

export function basisOf(input: PlanInput): PlanBasis {
  return allSteps(basisSteps(input));
}

/** The same, with rests: tens of thousands of matrices take longer than a page may stand still. */
export function* basisSteps(input: PlanInput): Steps<PlanBasis> {
  const { catalogue, summary, reading } = input;
  const { structure } = catalogue;
  const grid = gridOf(catalogue);
  yield;
  const ladders = yield* ladderSteps(summary.parts, grid.parts);
  const size = yield* sizeSteps(input, grid);
  const noise = yield* sketchNoiseSteps(summary.parts);
  yield;
  const { topK } = structure;
  return {
    input,
    grid,
    experts: grid.layers.map((_, row) => (grid.kind === 'experts' ? expertsOf(grid, row) : 0)),
    topK,
    trace:
      reading === null || grid.kind !== 'experts'
        ? null
        : alignTrace(reading, { name: catalogue.name, grid, topK }),
    ladders,
    totals: totalsOf(input, grid, ladders),
    size,
    noise,
  };
}

function totalsOf({ summary }: PlanInput, grid: Grid, ladders: Ladders): PartTotals {
  const { totals } = summary.parts;
  const cell = new Int32Array(grid.parts.length);
  for (let c = 0, i = 0; c + 1 < grid.partStart.length; c++) {
    for (const end = i + cellParts(grid, c).length; i < end; i++) cell[i] = c;
  }
  const notFinite = Float64Array.from(grid.parts, (part) => totals.nan[part]! + totals.infinite[part]!);
  const finite = Float64Array.from(grid.parts, (part, i) => totals.count[part]! - notFinite[i]!);
  return {
    cell,
    finite,
    nonZero: Float64Array.from(grid.parts, (part, i) => finite[i]! - totals.zeros[part]!),
    notFinite,
    mass: Float64Array.from(grid.parts, (_, i) => rowTotal(ladders, i, MASS)),
    energy: Float64Array.from(grid.parts, (_, i) => rowTotal(ladders, i, ENERGY)),
  };
}
