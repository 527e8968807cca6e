/**
 * A file of a browser's file systems (https://fs.spec.whatwg.org): one that the person chose a folder for, or one of the page's
 * own. Browsers write beside it, and put everything in its place once it is closed; until then it is empty.
 */
import type { PatchableSink } from '../containers/zip-folder.ts';
import { orRefusal } from './browser-refusals.ts';
import { WriteBehind } from './write-behind.ts';

/** Throws `write-failed`. */
export async function createHandleFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<PatchableSink> {
  const file = await orRefusal(name, folder.getFileHandle(name, { create: true }));
  const stream = await orRefusal(name, file.createWritable());
  const behind = new WriteBehind((data) => orRefusal(name, stream.write(data)));
  let position = 0;
  let isOpen = true;
  return {
    async write(bytes) {
      await behind.write(bytes);
      position += bytes.length;
    },
    async patch(startByte, bytes) {
      await behind.finish();
      await orRefusal(name, stream.write({ type: 'write', position: startByte, data: bytes.slice() }));
      await orRefusal(name, stream.seek(position));
    },
    async close() {
      await behind.finish();
      // the disk may be found to be full only now
      await orRefusal(name, stream.close());
      isOpen = false;
    },
    async discard() {
      if (!isOpen) return;
      isOpen = false;
      await behind.settle();
      await stream.abort().catch(() => undefined);
      await folder.removeEntry(name).catch(() => undefined);
    },
  };
}
