/** What real file systems refuse can't be had in a test, so these handles refuse by themselves; the real ones are in e2e/. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../core/fault.ts';
import { createHandleFile } from './handle-file.ts';
import { newFolderIn } from './handle-folder.ts';

interface Refusals {
  readonly create?: string;
  readonly write?: string;
  readonly close?: string;
}

/** Folders and files in memory, as far as they are used; `entries` are those that are there. */
function memoryFolder(refusals: Refusals = {}, entries = new Map<string, unknown>()) {
  const refuse = (name: string | undefined) =>
    name === undefined ? Promise.resolve() : Promise.reject(new DOMException('no', name));
  const folder = {
    async getDirectoryHandle(name: string, options?: { create?: boolean }) {
      const known = entries.get(name);
      if (known !== undefined) return known;
      if (options?.create !== true) throw new DOMException('no', 'NotFoundError');
      await refuse(refusals.create);
      const made = memoryFolder(refusals);
      entries.set(name, made);
      return made;
    },
    getFileHandle(name: string) {
      entries.set(name, 'empty');
      const written: Uint8Array[] = [];
      const stream = {
        write(data: Uint8Array) {
          written.push(data.slice());
          return refuse(refusals.write);
        },
        async close() {
          await refuse(refusals.close);
          entries.set(name, written.flatMap((piece) => [...piece]).join());
        },
        abort: () => Promise.resolve(),
      };
      return Promise.resolve({ createWritable: () => Promise.resolve(stream) });
    },
    removeEntry(name: string) {
      entries.delete(name);
      return Promise.resolve();
    },
  };
  return Object.assign(folder as unknown as FileSystemDirectoryHandle, { content: entries });
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  return work.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => error as Fault,
  );
}

describe('a folder in one of the person’s', () => {
  it('takes another name where there is something already', async () => {
    const parent = memoryFolder({}, new Map([['mixtral-pruned', memoryFolder()]]));
    const folder = await newFolderIn(parent, 'mixtral-pruned');
    expect(folder.name).toBe('mixtral-pruned-2');
    expect([...parent.content.keys()]).toEqual(['mixtral-pruned', 'mixtral-pruned-2']);
  });

  it('is gone when it is discarded, and stays once finished', async () => {
    const parent = memoryFolder();
    const first = await newFolderIn(parent, 'a');
    await first.discard();
    expect(parent.content.size).toBe(0);
    const second = await newFolderIn(parent, 'a');
    await second.finish();
    await second.discard();
    expect(parent.content.size).toBe(1);
  });

  it('says that it may not be made', async () => {
    const fault = await faultOf(newFolderIn(memoryFolder({ create: 'NotAllowedError' }), 'a'));
    expect(fault.facts).toEqual({ file: 'a', detail: 'the browser was not allowed to write there' });
  });
});

describe('a file in it', () => {
  it('is whole once closed', async () => {
    const folder = memoryFolder();
    const file = await createHandleFile(folder, 'b');
    await file.write(Uint8Array.of(1, 2));
    await file.write(Uint8Array.of(3));
    await file.close();
    await file.discard();
    expect(folder.content.get('b')).toBe('1,2,3');
  });

  it.each([
    ['write', 'QuotaExceededError', 'there is no room left for it'],
    // when browsers only find out at the end
    ['close', 'QuotaExceededError', 'there is no room left for it'],
    ['close', 'AbortError', 'the browser’s own checks refused it'],
  ] as const)('leaves nothing when %s meets a %s', async (step, name, detail) => {
    const folder = memoryFolder({ [step]: name });
    const file = await createHandleFile(folder, 'b');
    await file.write(Uint8Array.of(1));
    const fault = await faultOf(file.close());
    expect(fault).toMatchObject({ code: 'write-failed', facts: { file: 'b', detail } });
    await file.discard();
    expect(folder.content.size).toBe(0);
  });
});
