/** What routers thought of all experts, layer by layer: a distribution for each token, whatever the producer wrote. */
import { logSigmoid, softmax } from '../../routing/logits.ts';
import { zeroMatrix, rowOf, type Matrix } from '../../routing/matrix.ts';
import { addGates, emptyGateSums, type GateSums } from '../../routing/statistics/gate-sums.ts';
import type { GateRows, TraceFacts } from '../trace-sink.ts';

/** Rows worked on at a time. */
const CHUNK = 256;

/** How far from 1 a row may sum to that was rounded to bfloat16: 8 bits a number. */
const SUM_TOLERANCE = 5e-3;

export interface GateTally {
  readonly experts: number;
  readonly sums: GateSums;
  /** Rows named logits are probabilities: so it was of the first ones. Null before there were any. */
  areProbabilities: boolean | null;
  /** Rows so found. */
  foundRows: number;
}

export function emptyGates(experts: number): GateTally {
  return { experts, sums: emptyGateSums(experts), areProbabilities: null, foundRows: 0 };
}

export interface GateOptions {
  readonly normalisation: TraceFacts['normalisation'] | undefined;
  /** Whether probabilities under the name of logits are left as they are. */
  readonly corrects: boolean;
}

/** Adds rows, chunk by chunk; `onChunk` sees the distributions of each, from row `first` on. */
export function tallyGates(
  tally: GateTally,
  rows: GateRows,
  { onChunk, ...options }: GateOptions & { readonly onChunk: (probabilities: Matrix, first: number) => void },
): void {
  const { experts } = rows;
  if (rows.kind === 'logits') tally.areProbabilities ??= mostlySumToOne(rows);
  const isFound = rows.kind === 'logits' && tally.areProbabilities === true;
  if (isFound) tally.foundRows += rows.tokens;
  const isDistribution = rows.kind === 'probabilities' || (isFound && options.corrects);
  const distribution = isDistribution
    ? normalised
    : options.normalisation === 'sigmoid'
      ? (row: Float64Array) => softmax(row.map(logSigmoid))
      : softmax;
  for (let first = 0; first < rows.tokens; first += CHUNK) {
    const probabilities = zeroMatrix(Math.min(CHUNK, rows.tokens - first), experts);
    for (let r = 0; r < probabilities.rows; r++) {
      const start = (first + r) * experts;
      const row = new Float64Array(rows.values.subarray(start, start + experts));
      rowOf(probabilities, r).set(distribution(row));
    }
    addGates(tally.sums, probabilities);
    onChunk(probabilities, first);
  }
}

/** Sigmoid scores, and what rounding has left of a sum of 1. NaN of rows that are no scores. */
function normalised(row: Float64Array): Float64Array {
  const total = row.reduce((sum, value) => sum + value, 0);
  const isScores = total > 0 && total < Infinity && row.every((value) => value >= 0);
  return row.map((value) => (isScores ? value / total : NaN));
}

function mostlySumToOne({ values, tokens, experts }: GateRows): boolean {
  let [alike, looked] = [0, 0];
  for (let t = 0; t < Math.min(tokens, CHUNK); t++) {
    const row = values.subarray(t * experts, (t + 1) * experts);
    if (row.some((value: number) => Number.isNaN(value))) continue;
    looked++;
    if (sumsToOne(row)) alike++;
  }
  return looked > 0 && alike >= 0.99 * looked;
}

function sumsToOne(row: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (const value of row) {
    if (!(value >= 0 && value <= 1)) return false;
    sum += value;
  }
  return Math.abs(sum - 1) <= SUM_TOLERANCE;
}
