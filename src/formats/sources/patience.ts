/** How long servers are waited for, and how often they are asked again. */
import { Fault, isTransient, type FaultFacts } from '../../core/fault.ts';
import { abortError, throwIfAborted } from './abort.ts';

export interface Patience {
  /** Without a byte for so long, an answer counts as stalled. */
  readonly stallMs: number;
  /** Pauses before asking again; after so many failures in a row, with no byte in between, it is given up. */
  readonly pausesMs: readonly number[];
  /** A server that asks for a longer pause than this is not waited for. */
  readonly longestPauseMs: number;
}

export const usualPatience: Patience = {
  stallMs: 30_000,
  pausesMs: [500, 1000, 2000, 4000, 8000],
  longestPauseMs: 310_000,
};

/** For the first look at a file, when a person waits and nothing is lost yet. */
export const openingPatience: Patience = {
  ...usualPatience,
  pausesMs: [500, 1000, 2000],
  longestPauseMs: 60_000,
};

/** 429 without a word of how long: limits count over minutes, and pages do not get to see every header. */
const TOO_MANY_FACTOR = 10;

/**
 * Waits before the next try. Throws the error itself where another try would not help, or enough have failed in a row;
 * AbortError when aborted.
 */
export async function pauseAfter(
  error: unknown,
  {
    failures,
    patience,
    signal,
  }: {
    readonly failures: number;
    readonly patience: Patience;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const pauseMs = patience.pausesMs[failures];
  if (pauseMs === undefined || !isTransient(error)) throw error;
  const wantedMs = pauseWanted(error as Fault, pauseMs);
  if (wantedMs > patience.longestPauseMs) throw error;
  await pause(Math.max(pauseMs, wantedMs), signal);
}

function pauseWanted({ code, facts }: Fault, pauseMs: number): number {
  if (code !== 'http-status') return pauseMs;
  const { status, waitSeconds } = facts as FaultFacts['http-status'];
  if (waitSeconds !== undefined) return waitSeconds * 1000;
  return status === 429 ? pauseMs * TOO_MANY_FACTOR : pauseMs;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(abortError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}

/** `work`, or the fault `stalled` where it takes longer than patience has; what is still under way is the caller's to stop. */
export function unlessStalled<T>(
  work: Promise<T>,
  { url, stallMs }: { readonly url: string; readonly stallMs: number },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Fault('stalled', { url, seconds: Math.ceil(stallMs / 1000) })),
      stallMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
