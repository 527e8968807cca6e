/**
 * Domain specialisation: OLMoE, arXiv 2409.02060. The share N_{i,D}/N_D of a domain's tokens that choose expert i; of a
 * router that knows no domains, the same for all of them, k/E where loads are even.
 */
import { mapRows, rowOf, rowSums, sum, type Matrix } from '../matrix.ts';
import type { ClassCounts } from './class-counts.ts';

/** [E, D]: columns sum to k. NaN for domains without tokens. */
export function domainShares({ choices, tokens }: ClassCounts): Matrix {
  return mapRows(choices, (row) => row.map((count, domain) => count / tokens[domain]!));
}

/** [E, D]: each share against the expert's share of all tokens. 1 where the domain makes no difference. */
export function domainLift(counts: ClassCounts): Matrix {
  const loads = rowSums(counts.choices);
  const all = sum(counts.tokens);
  return mapRows(domainShares(counts), (row, expert) => row.map((share) => (share * all) / loads[expert]!));
}

/** [E]: the largest share any domain gives to an expert. */
export function strongestDomain(counts: ClassCounts): Float64Array {
  const shares = domainShares(counts);
  return Float64Array.from({ length: shares.rows }, (_, expert) =>
    rowOf(shares, expert).reduce((most, share) => (share > most ? share : most), 0),
  );
}
