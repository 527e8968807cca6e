/** A file of the person's, or any Blob. Only the ranges asked for are ever read from the disk. */
import { Fault } from '../../core/fault.ts';
import type { ByteSource } from '../source.ts';
import { throwIfAborted, untilAborted } from './abort.ts';
import { checkRange } from './range.ts';
import { readWebStream } from './web-stream.ts';

export function blobSource(name: string, blob: Blob): ByteSource {
  const source = { name, size: blob.size };
  return {
    ...source,
    async read(startByte, endByte, options) {
      throwIfAborted(options?.signal);
      checkRange(source, startByte, endByte);
      const bytes = blob.slice(startByte, endByte).arrayBuffer();
      const buffer = await untilAborted(bytes, options?.signal).catch((error: unknown) => {
        throw isDomError(error, 'AbortError') ? error : explainBlobError(name, error);
      });
      return new Uint8Array(buffer);
    },
    stream(startByte, endByte, options) {
      checkRange(source, startByte, endByte);
      return readWebStream({
        byteLength: endByte - startByte,
        signal: options?.signal,
        open: () => Promise.resolve(blob.slice(startByte, endByte).stream()),
        explain: async (error) => explainBlobError(name, await reasonOf(blob, error)),
        wrongLength: () => new Fault('file-changed', { file: name }),
      });
    },
  };
}

/**
 * A File is a snapshot: once the file on disk has another date or size, reads fail with NotReadableError, and with
 * NotFoundError once it is gone (https://w3c.github.io/FileAPI/#file-error-exceptions).
 */
function explainBlobError(file: string, error: unknown): Fault {
  if (isDomError(error, 'NotReadableError')) return new Fault('file-changed', { file }, { cause: error });
  const detail = isDomError(error, 'NotFoundError')
    ? 'it is no longer there'
    : isDomError(error, 'SecurityError')
      ? 'the browser does not allow it'
      : error instanceof Error
        ? error.message
        : 'the browser gives no reason';
  return new Fault('file-unreadable', { file, detail }, { cause: error });
}

/** Chromium's streams of files fail with a mere "network error"; a read of one byte tells what is the matter. */
function reasonOf(blob: Blob, error: unknown): Promise<unknown> {
  return blob
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => error,
      (reason: unknown) => reason,
    );
}

function isDomError(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
