/**
 * Hidden units of one network in the order in which they are most like those of another. A network computes the same
 * whatever order its units are in, so the mean of two makes sense only once like stands with like (Ainsworth et al., Git
 * Re-Basin, arXiv 2209.04836, weight matching; M-SMoE does so, arXiv 2310.01334).
 */
import { rowOf, type Floats, type WeightMatrix } from './weight-matrix.ts';

/** Time of the best assignment rises with the cube: half a second of this many units, greedy ones take no time. */
export const MOST_UNITS_ASSIGNED_BEST = 512;

/**
 * The permutation that turns `other` into the order of `reference`: place u takes unit order[u] of the other. Both are
 * lists of matrices [units, inputs] (up and gate), whose rows of a unit belong together. The sum of the inner products
 * of matched units is the largest there is, so ‖reference − P other‖ is the smallest; of more than
 * `MOST_UNITS_ASSIGNED_BEST` units it is a greedy one.
 */
export function alignUnits(
  reference: readonly WeightMatrix[],
  other: readonly WeightMatrix[],
): Int32Array<ArrayBuffer> {
  const likeness = unitLikeness(reference, other);
  return likeness.rows <= MOST_UNITS_ASSIGNED_BEST ? bestAssignment(likeness) : greedyAssignment(likeness);
}

/** Inner products [units of a, units of b], summed over the matrices. */
export function unitLikeness(a: readonly WeightMatrix[], b: readonly WeightMatrix[]): WeightMatrix {
  const units = a[0]?.rows ?? 0;
  const values = new Float64Array(units * units);
  a.forEach((matrix, m) => {
    const other = b[m];
    if (matrix.rows !== units || other?.rows !== units || other.columns !== matrix.columns)
      throw new RangeError('networks differ in their shapes');
    for (let i = 0; i < units; i++) {
      const row = rowOf(matrix, i);
      for (let j = 0; j < units; j++) values[i * units + j]! += dot(row, rowOf(other, j));
    }
  });
  return { rows: units, columns: units, values };
}

function dot(a: Floats, b: Floats): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * The column of each row with the largest sum, each column once: shortest augmenting paths, O(n³) (Kuhn 1955; Jonker &
 * Volgenant 1987). Likeness [n, n], finite.
 */
export function bestAssignment({ rows: n, values }: WeightMatrix): Int32Array<ArrayBuffer> {
  // place 0 stands for none: rows and columns count from 1 here
  const rowPrice = new Float64Array(n + 1);
  const columnPrice = new Float64Array(n + 1);
  const rowOfColumn = new Int32Array(n + 1);
  const before = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) {
    const least = new Float64Array(n + 1).fill(Infinity);
    const isSeen = new Uint8Array(n + 1);
    rowOfColumn[0] = row;
    let column = 0;
    do {
      isSeen[column] = 1;
      const own = rowOfColumn[column]!;
      let next = 0;
      let step = Infinity;
      for (let other = 1; other <= n; other++) {
        if (isSeen[other] === 1) continue;
        const cost = -values[(own - 1) * n + other - 1]! - rowPrice[own]! - columnPrice[other]!;
        if (cost < least[other]!) {
          least[other] = cost;
          before[other] = column;
        }
        if (least[other]! < step) {
          step = least[other]!;
          next = other;
        }
      }
      if (next === 0) throw new RangeError('likeness must be finite');
      for (let other = 0; other <= n; other++) {
        if (isSeen[other] === 1) {
          rowPrice[rowOfColumn[other]!]! += step;
          columnPrice[other]! -= step;
        } else least[other]! -= step;
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    for (; column !== 0; column = before[column]!) rowOfColumn[column] = rowOfColumn[before[column]!]!;
  }
  const order = new Int32Array(n);
  for (let column = 1; column <= n; column++) order[rowOfColumn[column]! - 1] = column - 1;
  return order;
}

/** Of all pairs that are left the most alike, again and again; of ties the lower row, then the lower column. */
export function greedyAssignment({ rows: n, values }: WeightMatrix): Int32Array<ArrayBuffer> {
  const order = new Int32Array(n).fill(-1);
  const isTaken = new Uint8Array(n);
  const best = Int32Array.from({ length: n }, (_, row) => mostAlike(values.subarray(row * n), isTaken));
  for (let done = 0; done < n; done++) {
    let row = -1;
    for (let candidate = 0; candidate < n; candidate++) {
      if (order[candidate]! >= 0) continue;
      if (isTaken[best[candidate]!] === 1)
        best[candidate] = mostAlike(values.subarray(candidate * n), isTaken);
      if (row < 0 || values[candidate * n + best[candidate]!]! > values[row * n + best[row]!]!)
        row = candidate;
    }
    order[row] = best[row]!;
    isTaken[best[row]!] = 1;
  }
  return order;
}

/** The first of the largest that is not taken. */
function mostAlike(row: Floats, isTaken: Uint8Array): number {
  let best = -1;
  for (let column = 0; column < isTaken.length; column++) {
    if (isTaken[column] === 0 && (best < 0 || row[column]! > row[best]!)) best = column;
  }
  return best;
}

/** Rows of [units, inputs], or elements of [units], in another order. */
export function permuteRows(matrix: WeightMatrix, order: Int32Array): WeightMatrix {
  const values = matrix.values.slice();
  order.forEach((from, to) => values.set(rowOf(matrix, from), to * matrix.columns));
  return { ...matrix, values };
}

/** Columns of [outputs, units] in another order. */
export function permuteColumns(matrix: WeightMatrix, order: Int32Array): WeightMatrix {
  const { rows, columns } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rows; row++) {
    const [from, to] = [rowOf(matrix, row), values.subarray(row * columns)];
    for (let i = 0; i < columns; i++) to[i] = from[order[i]!]!;
  }
  return { ...matrix, values };
}
