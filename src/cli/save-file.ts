/** A file that is there whole or not at all: written beside its place, and put there once it is complete. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Fault } from '../core/fault.ts';

/** Throws Fault `write-failed`; then nothing is left. */
export async function saveFile(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID().slice(0, 8)}.draft`;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    const detail = error instanceof Error ? error.message : String(error);
    throw new Fault('write-failed', { file: path, detail }, { cause: error });
  }
}
