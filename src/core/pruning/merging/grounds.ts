/** By what experts of a layer are alike: out of a trace, or out of the router's own weights. */
import { isForeign, type AlignedTrace } from '../aligned-trace.ts';
import { zeroMatrix, type Matrix } from '../../routing/matrix.ts';
import { distanceOfNearness, MEAN_OUTPUTS } from '../../routing/similarity/nearness.ts';
import type { PlanBasis } from '../plan-basis.ts';

export const groundsIds = ['outputs', 'mean-outputs', 'router-logits', 'router-rows'] as const;
export type GroundsId = (typeof groundsIds)[number];

export interface Grounds {
  /** What is compared. */
  readonly name: string;
  /** What tells it, and how to get that. */
  readonly source: string;
  /** [E, E] of a row of the grid: 0 on the diagonal, none negative, finite; null where it is not known. */
  readonly distances: (basis: PlanBasis, row: number) => Matrix | null;
}

/** Ids that producers give their tables. */
const OUTPUT_TABLES = ['outputs'];
/** As it is spelt by REAP (src/reap/observer.py), and as one would. */
const LOGIT_TABLES = ['router_logit_similiarity', 'router_logit_similarity'];

export const grounds: Readonly<Record<GroundsId, Grounds>> = {
  outputs: {
    name: 'what experts say of the same inputs (CKA)',
    source: 'the trace of a run that was trained here, which compares outputs of all experts.',
    distances: (basis, row) => fromTrace(basis, row, { tables: OUTPUT_TABLES, distanceOf: oneLess }),
  },
  'mean-outputs': {
    name: 'distances of mean outputs',
    source:
      'the trace of a run that was trained here, or what REAP’s observer saves as characteristic_activation.',
    distances: (basis, row) =>
      fromTrace(basis, row, { tables: [MEAN_OUTPUTS], distanceOf: distanceOfNearness }),
  },
  'router-logits': {
    name: 'router logits over tokens (cosine)',
    source: 'what REAP’s observer saves as router_logit_similiarity.',
    distances: (basis, row) => fromTrace(basis, row, { tables: LOGIT_TABLES, distanceOf: oneLess }),
  },
  'router-rows': {
    name: 'rows of the router (cosine)',
    source: 'a router that can be read.',
    distances: fromRouter,
  },
};

function oneLess(similarity: number): number {
  return 1 - similarity;
}

interface FromTrace {
  readonly tables: readonly string[];
  readonly distanceOf: (similarity: number) => number;
}

function fromTrace(
  { trace, experts }: PlanBasis,
  row: number,
  { tables, distanceOf }: FromTrace,
): Matrix | null {
  if (trace === null || isForeign(trace)) return null;
  const table = similarityOf(trace, row, tables);
  const n = experts[row]!;
  if (table?.rows !== n || table.columns !== n) return null;
  return symmetric(n, (i, j) => distanceOf(table.values[i * n + j]!));
}

function similarityOf(trace: AlignedTrace, row: number, tables: readonly string[]): Matrix | null {
  for (const id of tables) {
    const table = trace.similarity(id, row);
    if (table !== null) return table;
  }
  return null;
}

function fromRouter({ input, grid, experts }: PlanBasis, row: number): Matrix | null {
  const likeness = input.routerLikeness?.layers.find(({ layer }) => layer === grid.layers[row]);
  const n = experts[row]!;
  if (likeness?.cosines.length !== n * n) return null;
  return symmetric(n, (i, j) => 1 - likeness.cosines[i * n + j]!);
}

/** Of both directions the mean; what is not known is as far as the farthest that is. */
function symmetric(n: number, distance: (i: number, j: number) => number): Matrix {
  const matrix = zeroMatrix(n, n);
  const unknown: number[] = [];
  let farthest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = Math.max(0, (distance(i, j) + distance(j, i)) / 2);
      if (!Number.isFinite(value)) unknown.push(i * n + j, j * n + i);
      else {
        matrix.values[i * n + j] = value;
        matrix.values[j * n + i] = value;
        farthest = Math.max(farthest, value);
      }
    }
  }
  for (const at of unknown) matrix.values[at] = farthest;
  return matrix;
}
