/** Where results go: stdout, or a file. */
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { UsageError } from './command.ts';

export interface Output {
  /** Goes on where the last call ended, no faster than it is read. */
  write(pieces: Iterable<string>): Promise<void>;
  close(): Promise<void>;
}

export const standardOutput: Output = {
  async write(pieces) {
    for (const piece of pieces) {
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    }
  },
  async close() {
    // Node closes it.
  },
};

/** Empties the file if there is one. Throws UsageError where none can be written. */
export async function fileOutput(path: string): Promise<Output> {
  const file = await open(path, 'w').catch((error: unknown) => {
    throw new UsageError(
      `${path} can’t be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  return {
    async write(pieces) {
      for (const piece of pieces) await file.appendFile(piece);
    },
    close: () => file.close(),
  };
}
