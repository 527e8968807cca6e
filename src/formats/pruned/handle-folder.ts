/** A new folder inside one that the person chose. */
import { Fault } from '../../core/fault.ts';
import { orRefusal } from './browser-refusals.ts';
import type { NewFolder } from './byte-sink.ts';
import { createHandleFile } from './handle-file.ts';

/** Names that are tried before it is given up. */
const MOST_NAMES = 100;

export interface NamedFolder extends NewFolder {
  /** The one asked for, or with a number where there is something of that name. */
  readonly name: string;
}

/** Throws `write-failed`. */
export async function newFolderIn(parent: FileSystemDirectoryHandle, wanted: string): Promise<NamedFolder> {
  const name = await freeName(parent, wanted);
  const folder = await orRefusal(name, parent.getDirectoryHandle(name, { create: true }));
  let isFinished = false;
  return {
    name,
    create: (file) => createHandleFile(folder, file),
    finish() {
      isFinished = true;
      return Promise.resolve();
    },
    async discard() {
      if (!isFinished) await parent.removeEntry(name, { recursive: true }).catch(() => undefined);
    },
  };
}

async function freeName(parent: FileSystemDirectoryHandle, wanted: string): Promise<string> {
  for (let number = 1; number <= MOST_NAMES; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (await orRefusal(name, isFree(parent, name))) return name;
  }
  throw new Fault('write-failed', { file: wanted, detail: 'there is something of that name already' });
}

async function isFree(parent: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await parent.getDirectoryHandle(name);
    return false;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return true;
    if (error instanceof DOMException && error.name === 'TypeMismatchError') return false;
    throw error;
  }
}
