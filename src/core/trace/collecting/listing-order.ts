/** Whether tokens list their experts best first, as choices show it. */
import type { SampledLayer } from './token-sample.ts';

export interface OrderFound {
  /** Share of tokens that list their experts by rising id, or lighter ones first. */
  readonly share: number;
  readonly isUnsorted: boolean;
}

/** By chance k! in one list rises; of a sorted one, all. */
const MOSTLY = 0.95;
const FEWEST_TOKENS = 16;
/** Of a layer: enough to tell. */
const MOST_TOKENS = 2000;

export function orderOf(samples: readonly (SampledLayer | null)[]): OrderFound {
  const orders = samples.flatMap((sampled) => (sampled === null ? [] : [listingOrder(sampled)]));
  const told = orders.filter(({ tokens }) => tokens >= FEWEST_TOKENS);
  if (told.length === 0) return { share: 0, isUnsorted: false };
  const mean = (of: (order: (typeof told)[number]) => number) =>
    told.reduce((total, order) => total + of(order), 0) / told.length;
  const rising = mean((order) => order.rising);
  const lighterFirst = mean((order) => order.lighterFirst);
  return { share: Math.max(rising, lighterFirst), isUnsorted: rising > MOSTLY || lighterFirst > 1 / 2 };
}

/** How tokens list their experts. */
interface ListingOrder {
  /** Share of tokens with two experts or more that list them by rising id. */
  readonly rising: number;
  /** Share that list a lighter one before a heavier; 0 where weights are not known. */
  readonly lighterFirst: number;
  readonly tokens: number;
  /** Experts of a token, at most. */
  readonly slots: number;
}

function listingOrder({ selection, weights }: SampledLayer): ListingOrder {
  const { slots } = selection;
  let [rising, lighterFirst, looked] = [0, 0, 0];
  for (let token = 0; token < Math.min(selection.tokens, MOST_TOKENS); token++) {
    const ids = selection.experts.subarray(token * slots, (token + 1) * slots);
    const own = weights?.subarray(token * slots, (token + 1) * slots);
    const size = ids.findIndex((id) => id < 0);
    const count = size < 0 ? slots : size;
    if (count < 2) continue;
    looked++;
    let [isRising, isLighter] = [true, false];
    for (let s = 1; s < count; s++) {
      if (ids[s]! < ids[s - 1]!) isRising = false;
      if (own !== undefined && own[s]! > own[s - 1]!) isLighter = true;
    }
    if (isRising) rising++;
    if (isLighter) lighterFirst++;
  }
  return {
    rising: looked === 0 ? 0 : rising / looked,
    lighterFirst: looked === 0 ? 0 : lighterFirst / looked,
    tokens: looked,
    slots,
  };
}
