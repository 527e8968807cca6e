/**
 * A file in the page's own part of the disk (the origin-private file system), for what is too large for memory and is to be
 * handed over as a download. Nobody tells when a browser is done with a download, so it stays until the thread that made it has
 * ended: a lock says how long that is, and whoever comes next clears up.
 */
import type { PatchableSink } from '../containers/zip-folder.ts';
import { orRefusal } from './browser-refusals.ts';
import { createHandleFile } from './handle-file.ts';

const FOLDER = 'exports';

export interface StagedFile {
  readonly sink: PatchableSink;
  /** Once the sink is closed. Throws `write-failed`. */
  file(): Promise<File>;
}

/** Throws `write-failed`. */
export async function stageFile(name: string): Promise<StagedFile> {
  const own = crypto.randomUUID();
  await holdLock(lockOf(own));
  const root = await orRefusal(name, navigator.storage.getDirectory());
  const all = await orRefusal(name, root.getDirectoryHandle(FOLDER, { create: true }));
  const folder = await orRefusal(name, all.getDirectoryHandle(own, { create: true }));
  return {
    sink: await createHandleFile(folder, name),
    file: async () =>
      orRefusal(
        name,
        folder.getFileHandle(name).then((handle) => handle.getFile()),
      ),
  };
}

/** Removes what threads that are gone have left. Never throws: what can't be removed is tried again another time. */
export async function clearStaged(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const all = await root.getDirectoryHandle(FOLDER);
    for await (const name of all.keys()) {
      await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
        if (lock !== null) await all.removeEntry(name, { recursive: true });
      });
    }
  } catch {
    // there is nothing, or the browser has no such place
  }
}

/** Never given back by this thread. */
function holdLock(name: string): Promise<void> {
  return new Promise((isHeld) => {
    void navigator.locks.request(name, () => {
      isHeld();
      return new Promise(() => undefined);
    });
  });
}

function lockOf(name: string): string {
  return `moe-scope-export-${name}`;
}
