/**
 * A new folder of files, for Node. All is written into a folder beside it, which takes its name when everything is whole: until
 * then there is nothing under that name, and what is interrupted leaves nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Fault } from '../core/fault.ts';
import type { ByteSink, NewFolder } from '../formats/pruned/byte-sink.ts';
import { WriteBehind } from '../formats/pruned/write-behind.ts';

/** Throws `write-failed` where there is something already, or nothing can be made. */
export async function newFolder(path: string): Promise<NewFolder> {
  const target = resolve(path);
  await refuseOccupied(path);
  const drafts = `${target}.unfinished-${randomUUID().slice(0, 8)}`;
  await orFail(path, mkdir(drafts));
  // whatever ends the process
  const clear = () => rmSync(drafts, { recursive: true, force: true });
  process.once('exit', clear);

  return {
    create: (name) => orFail(name, createFile(join(drafts, name))),
    async finish() {
      // some systems do not rename over an empty folder
      await rmdir(target).catch(() => undefined);
      await orFail(path, rename(drafts, target));
      process.off('exit', clear);
    },
    async discard() {
      process.off('exit', clear);
      await rm(drafts, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

async function refuseOccupied(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  const isEmpty = found.isDirectory() && (await orFail(path, readdir(path))).length === 0;
  if (!isEmpty) throw failed(path, 'there is something of that name already');
}

async function createFile(path: string): Promise<ByteSink> {
  const name = basename(path);
  const file = await open(path, 'wx');
  const behind = new WriteBehind(async (bytes) => {
    for (let at = 0; at < bytes.length;) {
      at += (await orFail(name, file.write(bytes, at))).bytesWritten;
    }
  });
  let isOpen = true;
  return {
    write: (bytes) => behind.write(bytes),
    async close() {
      await behind.finish();
      // the disk may be found to be full only now
      await orFail(name, file.sync());
      await orFail(name, file.close());
      isOpen = false;
    },
    async discard() {
      if (!isOpen) return;
      isOpen = false;
      await behind.settle();
      await file.close().catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
    },
  };
}

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk',
  EDQUOT: 'there is no room left on the disk',
  EFBIG: 'the disk does not take files so large',
  EACCES: 'access is refused',
  EPERM: 'access is refused',
  EROFS: 'the disk can only be read',
  ENOENT: 'the folder that it would be in does not exist',
  ENOTDIR: 'the folder that it would be in does not exist',
};

async function orFail<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw failed(file, meanings[code] ?? (error instanceof Error ? error.message : String(error)), error);
  }
}

function failed(file: string, detail: string, cause?: unknown): Fault {
  return new Fault('write-failed', { file, detail }, { cause });
}
