/**
 * When to look again at something under way: often while it is new and every look shows more, then ever more seldom.
 * Looks cost what the work itself could use, most of all where a processor has to paint.
 */

export class Pace {
  readonly #leastMs: number;
  readonly #mostMs: number;
  #begun: number | null = null;
  #last = -Infinity;

  constructor({ leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number }) {
    this.#leastMs = leastMs;
    this.#mostMs = mostMs;
  }

  /** Whether a look is due at `now`, in milliseconds; if so it counts as taken. The first is due at once. */
  isDue(now: number): boolean {
    this.#begun ??= now;
    // as long as all the time up to the last look: the next one then shows twice as much
    const wait = Math.min(this.#mostMs, Math.max(this.#leastMs, this.#last - this.#begun));
    if (now - this.#last < wait) return false;
    this.#last = now;
    return true;
  }
}
