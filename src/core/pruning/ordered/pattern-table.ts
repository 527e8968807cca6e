/** What N:M patterns keep of a matrix: of every M that is offered, for all N below it. */
import { SUMS, type Above } from '../ladders.ts';
import type { Floats } from '../matrix/weight-matrix.ts';
import { addWeight } from './row-table.ts';

/** Lengths of groups that are offered: sparse matrix units take 2:4 (NVIDIA) and 1:2, 4:8 is what papers compare. */
export const patternLengths = [2, 4, 8] as const;

/** Sums of the highest of each group, of the second, …: for 2, then for 4, then for 8. */
export const PATTERN_SETTINGS = patternLengths.reduce<number>((sum, length) => sum + length, 0);

export function isPattern({ keep, of }: { readonly keep: number; readonly of: number }): boolean {
  return (
    (patternLengths as readonly number[]).includes(of) && Number.isInteger(keep) && keep >= 1 && keep < of
  );
}

const LONGEST = 8;
/** Where the sums of groups of 4 and of 8 begin; those of 2 come first. */
const FOURS = SUMS * 2;
const EIGHTS = SUMS * 6;

/** Every weight against the seven beside it, once for all lengths: shorter groups are halves of longer ones. */
export function addPatterns(row: Floats, scores: Float32Array, sums: Float64Array): void {
  for (let first = 0; first < row.length; first += LONGEST) {
    const end = Math.min(first + LONGEST, row.length);
    for (let c = first; c < end; c++) {
      const score = scores[c]!;
      let [ofTwo, ofFour, ofEight] = [0, 0, 0];
      for (let other = first; other < end; other++) {
        const before = scores[other]!;
        if (!(before > score || (before === score && other < c))) continue;
        ofEight++;
        if (other >> 2 === c >> 2) ofFour++;
        if (other >> 1 === c >> 1) ofTwo++;
      }
      const weight = row[c]!;
      addWeight(sums, SUMS * ofTwo, weight);
      addWeight(sums, FOURS + SUMS * ofFour, weight);
      addWeight(sums, EIGHTS + SUMS * ofEight, weight);
    }
  }
}

/** What stays of a matrix by `row` of the table, added to place `at`: exact. */
export function addKeptByPattern(
  row: Float64Array,
  { keep, of, at }: { readonly keep: number; readonly of: number; readonly at: number },
  kept: Above,
): void {
  let base = 0;
  for (const length of patternLengths) {
    if (length === of) break;
    base += length;
  }
  for (let sum = 0; sum < SUMS; sum++) {
    let own = 0;
    for (let rank = 0; rank < keep; rank++) own += row[SUMS * (base + rank) + sum]!;
    kept.value[at + sum]! += own;
    kept.low[at + sum]! += own;
    kept.high[at + sum]! += own;
  }
}
