/** A folder in memory that keeps what was closed, and knows what was not. */
import type { OpenableFile } from '../core/checkpoint.ts';
import type { SinkFolder } from '../formats/pruned/byte-sink.ts';

export interface MemoryFolder extends SinkFolder {
  /** Whole files by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Names of files that were taken back. */
  readonly discarded: readonly string[];
  /** The longest piece that was written at once. */
  readonly longestPiece: () => number;
}

/** `refuse` throws for a write that is to fail. */
export function memoryFolder(refuse: (name: string, bytes: number) => void = () => undefined): MemoryFolder {
  const files = new Map<string, Uint8Array>();
  const discarded: string[] = [];
  let longest = 0;
  return {
    files,
    discarded,
    longestPiece: () => longest,
    create(name) {
      const pieces: Uint8Array[] = [];
      let length = 0;
      return Promise.resolve({
        write(bytes) {
          longest = Math.max(longest, bytes.length);
          length += bytes.length;
          pieces.push(bytes.slice());
          return Promise.resolve().then(() => refuse(name, length));
        },
        close() {
          files.set(name, joined(pieces, length));
          return Promise.resolve();
        },
        discard() {
          discarded.push(name);
          return Promise.resolve();
        },
      });
    },
  };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export function openable(files: ReadonlyMap<string, Uint8Array>): OpenableFile[] {
  return [...files].map(([name, bytes]) => ({
    path: `model/${name}`,
    recipe: { kind: 'bytes', name, bytes },
  }));
}
