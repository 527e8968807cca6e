/** Long work of a worker, interrupted often enough that it can be told to stop. */
import type { Steps } from '../../core/steps.ts';
import type { ReadOptions } from '../../formats/source.ts';

/** Messages wait no longer. */
const REST_MS = 50;

/** Throws AbortError when aborted. */
export async function runSteps<T>(steps: Steps<T>, { signal }: ReadOptions): Promise<T> {
  let rested = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - rested < REST_MS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    rested = performance.now();
  }
}
