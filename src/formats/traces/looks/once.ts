/** A look into a file that importers share. */
import { isAbort } from '../../../core/fault.ts';
import type { TraceFile } from '../trace-file.ts';

/**
 * Each file is looked into once, however many importers ask, and forgotten with it. Null where the file is not what
 * was asked for, or is damaged: what is wrong with it then is for whoever reads it as something else to say.
 */
export function lookOnce<T>(
  look: (file: TraceFile) => Promise<T | null>,
): (file: TraceFile) => Promise<T | null> {
  const known = new WeakMap<TraceFile, Promise<T | null>>();
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const now = look(file).catch((error: unknown) => {
      if (isAbort(error)) throw error;
      return null;
    });
    known.set(file, now);
    return now;
  };
}

/** True if the text stands somewhere in the bytes, as ASCII. */
export function holdsText(bytes: Uint8Array, text: string): boolean {
  const wanted = new TextEncoder().encode(text);
  const first = wanted[0]!;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}
