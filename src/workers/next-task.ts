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
