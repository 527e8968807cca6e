/** A file by its path, for Node. Each range opens the file anew, so a source holds nothing open. */
import { statSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../core/fault.ts';
import type { ByteSource, ByteStream, ReadOptions } from '../formats/source.ts';
import { abortError, throwIfAborted } from '../formats/sources/abort.ts';
import { checkRange, readExactly } from '../formats/sources/range.ts';
import { defineSourceOf } from '../formats/sources/source-of.ts';

/** Sources for every kind of recipe, paths included. */
export const sourceOf = defineSourceOf(pathSource);

/** Throws `file-unreadable` if there is no such file. */
export function pathSource(path: string): ByteSource {
  const name = basename(path);
  const found = statFile(path);
  const { size } = found;
  function stream(startByte: number, endByte: number, options?: ReadOptions): ByteStream {
    checkRange({ name, size }, startByte, endByte);
    return streamFile({ path, found, startByte, endByte }, options);
  }
  return {
    name,
    size,
    stream,
    async read(startByte, endByte, options) {
      return readExactly(stream(startByte, endByte, options), endByte - startByte);
    },
  };
}

/** By which a changed file is told. */
interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
}

function statFile(path: string): FileState {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return stats;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new Fault('file-unreadable', { file: basename(path), detail: 'it is not a file' });
}

function streamFile(
  { path, found, startByte, endByte }: { path: string; found: FileState; startByte: number; endByte: number },
  options: ReadOptions | undefined,
): ByteStream {
  let handle: Promise<FileHandle> | null = null;
  let position = startByte;
  let isCancelled = false;

  function close(): void {
    handle?.then((opened) => opened.close()).catch(() => undefined);
    handle = null;
  }

  async function read(buffer: ArrayBuffer, offset: number, length: number) {
    if (isCancelled) throw abortError();
    throwIfAborted(options?.signal);
    const wanted = Math.min(length, endByte - position);
    if (wanted === 0) return { buffer, length: 0 };
    try {
      handle ??= openUnchanged(path, found);
      await fill(await handle, {
        into: new Uint8Array(buffer, offset, wanted),
        position,
        file: basename(path),
      });
    } catch (error) {
      close();
      throw error instanceof Fault ? error : unreadable(path, error);
    }
    position += wanted;
    if (position === endByte) close();
    return { buffer, length: wanted };
  }

  return {
    read,
    cancel() {
      isCancelled = true;
      close();
    },
  };
}

async function openUnchanged(path: string, found: FileState): Promise<FileHandle> {
  const handle = await open(path, 'r');
  const { size, mtimeMs } = await handle.stat();
  if (size === found.size && mtimeMs === found.mtimeMs) return handle;
  await handle.close();
  throw new Fault('file-changed', { file: basename(path) });
}

async function fill(
  handle: FileHandle,
  { into, position, file }: { into: Uint8Array; position: number; file: string },
): Promise<void> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) throw new Fault('file-changed', { file });
    filled += bytesRead;
  }
}

/** What the system said of a path, as a fault. */
export function unreadable(path: string, error: unknown): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const meanings: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'access is refused',
    EPERM: 'access is refused',
    EMFILE: 'too many files are open',
  };
  const detail = meanings[code] ?? (error instanceof Error ? error.message : String(error));
  return new Fault('file-unreadable', { file: basename(path), detail }, { cause: error });
}
