/**
 * How often two experts would be chosen together by chance alone: the expectation that observed pairs are compared with.
 *
 * f_i f_j/T is wrong for top-k routers: who has taken i has one choice less for j, and every pair seems to repel (lift
 * 0.571 for uniform top-2 of 8). Here chance means the distribution of largest entropy over sets of experts that has
 * the observed loads n_i and the observed number of experts of each token, so it serves threshold routers as well. For a
 * fixed k it is the conditional Bernoulli distribution.
 */
import { zeroMatrix, type Matrix } from '../matrix.ts';
import { coinsOf, inclusionOf, pairInclusion } from './conditional-bernoulli.ts';
import type { RoutingCounts } from './routing-counts.ts';

export interface ExpectedPairs {
  /** E[N_ij], [E, E], n_i on the diagonal. */
  readonly pairs: Matrix;
  /** Largest relative error of the loads that the distribution has, against those observed. */
  readonly residual: number;
}

/**
 * RangeError where no tokens can have made the counts. A top-32 router of 512 experts takes a fifth of a second, common
 * ones a few milliseconds.
 */
export function expectedPairs({
  choices,
  tokensBySize,
}: Pick<RoutingCounts, 'choices' | 'tokensBySize'>): ExpectedPairs {
  if (tokensBySize.some((tokens, size) => tokens > 0 && size > choices.length)) throw impossible();
  const pairs = zeroMatrix(choices.length, choices.length);
  const residual = addPairs(pairs, {
    experts: Array.from(choices, (load, id) => ({ id, load })),
    sizes: Array.from(tokensBySize, (tokens, size) => ({ size, tokens })),
  });
  return { pairs, residual };
}

interface Choosing {
  readonly experts: readonly { readonly id: number; readonly load: number }[];
  /** How many tokens choose so many of these experts. */
  readonly sizes: readonly { readonly size: number; readonly tokens: number }[];
}

/**
 * Adds the pairs of a choosing. What leaves nothing to chance is taken away first: tokens that choose all experts, and
 * busiest experts so busy that every token fills up with them before it chooses any other, which splits the choosing in
 * two that know nothing of each other. (Never and always chosen experts are the ends of the latter.)
 */
function addPairs(pairs: Matrix, choosing: Choosing): number {
  const sizes = choosing.sizes.filter(({ size, tokens }) => size > 0 && tokens > 0);
  const experts = choosing.experts.toSorted((a, b) => b.load - a.load || a.id - b.id);
  if (sizes.length === 0 && experts.every(({ load }) => load === 0)) return 0;
  const full = sizes.find(({ size }) => size === experts.length);
  if (full !== undefined) {
    for (const a of experts) {
      for (const b of experts) pairs.values[a.id * pairs.columns + b.id]! += full.tokens;
    }
    return addPairs(pairs, {
      experts: experts.map(({ id, load }) => ({ id, load: load - full.tokens })),
      sizes: sizes.filter((entry) => entry !== full),
    });
  }
  const split = splitOf({ experts, sizes });
  if (split === experts.length) return addByChance(pairs, { experts, sizes });
  const [busy, others] = [experts.slice(0, split), experts.slice(split)];
  for (const a of busy) {
    for (const b of others) {
      pairs.values[a.id * pairs.columns + b.id]! += b.load;
      pairs.values[b.id * pairs.columns + a.id]! += b.load;
    }
  }
  const filled = sizes.map(({ size, tokens }) => ({ size: Math.min(size, split), tokens }));
  const rest = sizes.map(({ size, tokens }) => ({ size: Math.max(size - split, 0), tokens }));
  return Math.max(
    addPairs(pairs, { experts: busy, sizes: merged(filled) }),
    addPairs(pairs, { experts: others, sizes: rest }),
  );
}

/**
 * The fewest busiest experts that have all the choices that so many experts can have, Σ min(size, j): Gale and Ryser's
 * condition (1957) with equality. All experts together always have.
 */
function splitOf({ experts, sizes }: Choosing): number {
  let load = 0;
  for (let j = 1; j <= experts.length; j++) {
    load += experts[j - 1]!.load;
    const most = sizes.reduce((total, { size, tokens }) => total + Math.min(size, j) * tokens, 0);
    if (load > most || (j === experts.length && load < most)) {
      throw impossible();
    }
    if (load === most) return j;
  }
  return experts.length;
}

function impossible(): RangeError {
  return new RangeError('no tokens can have made these choices');
}

/** Equal sizes as one. */
function merged(sizes: Choosing['sizes']): Choosing['sizes'] {
  const tokens = new Map<number, number>();
  for (const entry of sizes) tokens.set(entry.size, (tokens.get(entry.size) ?? 0) + entry.tokens);
  return Array.from(tokens, ([size, count]) => ({ size, tokens: count }));
}

function addByChance(pairs: Matrix, choosing: Choosing): number {
  const { experts, sizes } = choosing;
  const { logWeights, residual } = weightsOf(choosing);
  for (const { size, tokens } of sizes) {
    const together = pairInclusion(coinsOf(logWeights, size), size);
    experts.forEach((a, i) => {
      experts.forEach((b, j) => {
        pairs.values[a.id * pairs.columns + b.id]! += tokens * together[i * experts.length + j]!;
      });
    });
  }
  return residual;
}

const TOLERANCE = 1e-11;
const MOST_STEPS = 2000;

/**
 * Where all tokens choose equally many, the covariance of choices, in units of each expert's own variance, has eigenvalues
 * between about 1 and 2 (apart from a common factor of the weights, which does nothing): seen in all that was tried, not
 * proven. A step of 2/3 of each expert's own Newton step then leaves a third of any error: some 20 steps. Sizes that
 * differ much take more, and `residual` says should they ever be too many.
 */
const DAMPING = 2 / 3;

/** Log-weights with which the experts have their loads. Every load lies strictly between none and all of the tokens. */
function weightsOf(choosing: Choosing): { readonly logWeights: Float64Array; readonly residual: number } {
  const { experts, sizes } = choosing;
  const tokens = sizes.reduce((total, entry) => total + entry.tokens, 0);
  const wanted = experts.map(({ load }) => Math.log(load / (tokens - load)));
  const logWeights = Float64Array.from(wanted);
  let residual = experts.length > 0 ? Infinity : 0;
  for (let step = 0; step < MOST_STEPS && residual > TOLERANCE; step++) {
    const { chosen, avoided, variance } = loadsOf(choosing, logWeights);
    residual = 0;
    experts.forEach(({ load }, i) => {
      const [is, isNot] = [chosen[i]!, avoided[i]!];
      residual = Math.max(residual, Math.abs(is - load) / Math.min(load, tokens - load));
      // Newton's step in log-odds, which are straighter than loads
      const slope = (variance[i]! * tokens) / (is * isNot);
      logWeights[i]! += (DAMPING / slope) * (wanted[i]! - Math.log(is / isNot));
    });
  }
  return { logWeights, residual };
}

/** Expected tokens that choose and that avoid each expert, and the variance of the former. */
function loadsOf({ experts, sizes }: Choosing, logWeights: Float64Array) {
  const chosen = new Float64Array(experts.length);
  const avoided = new Float64Array(experts.length);
  const variance = new Float64Array(experts.length);
  for (const { size, tokens } of sizes) {
    const { inside, outside } = inclusionOf(coinsOf(logWeights, size), size);
    for (let i = 0; i < experts.length; i++) {
      chosen[i]! += tokens * inside[i]!;
      avoided[i]! += tokens * outside[i]!;
      variance[i]! += tokens * inside[i]! * outside[i]!;
    }
  }
  return { chosen, avoided, variance };
}
