import type { Steps } from '../core/steps.ts';

/** Lets the page breathe: long work on its thread goes on in a later task. */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves in a task of its own, behind whatever the browser has to do first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Longest stretch of work between two breaths, in milliseconds: half a frame. */
export const SLICE_MS = 8;

/** Goes on with the steps in slices. Throws AbortError when aborted. */
export async function inSlices<T>(
  steps: Steps<T>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  for (;;) {
    for (const sliceEnd = performance.now() + SLICE_MS; performance.now() < sliceEnd;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
    await nextTask();
    signal?.throwIfAborted();
  }
}
