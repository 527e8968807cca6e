/**
 * Long work as a generator that rests every few milliseconds: a page goes on with it in a later task, everything else does it at
 * once.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Without a rest. */
export function allSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
