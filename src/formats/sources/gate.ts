/** A ceiling on what waits for one server at a time: however many files are opened together, it is asked politely. */
import { abortError, throwIfAborted } from './abort.ts';

/** What browsers allow to one host over HTTP/1. */
const AT_ONCE = 6;

interface Gate {
  running: number;
  readonly queue: (() => void)[];
}

const gates = new Map<string, Gate>();

/** `work`, once fewer than six others wait for the same server. AbortError when aborted before its turn. */
export async function inTurn<T>(
  address: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { origin } = new URL(address);
  const gate = gates.get(origin) ?? { running: 0, queue: [] };
  gates.set(origin, gate);
  if (gate.running < AT_ONCE) gate.running++;
  else await turnOf(gate, signal);
  try {
    return await work();
  } finally {
    leave(gate);
    if (gate.running === 0) gates.delete(origin);
  }
}

/** Whoever leaves hands its place on. */
function leave(gate: Gate): void {
  const next = gate.queue.shift();
  if (next) next();
  else gate.running--;
}

function turnOf({ queue }: Gate, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      queue.splice(queue.indexOf(enter), 1);
      reject(abortError());
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    queue.push(enter);
  });
}
