/** Files with their paths, however they were given: dropped, picked, or picked as a folder. */
import type { OpenableFile } from '../state/opening.ts';

/** Walks dropped folders. The items of a drop are gone after its event, so they are taken before anything is awaited. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly OpenableFile[]> {
  const entries = Array.from(transfer.items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = Array.from(transfer.files);
  if (entries.length === 0) return plain.map((file) => openable(file, file.name));
  return (await Promise.all(entries.map(walk))).flat();
}

export function filesOfPicker(list: FileList): readonly OpenableFile[] {
  return Array.from(list, (file) =>
    openable(file, file.webkitRelativePath === '' ? file.name : file.webkitRelativePath),
  );
}

/** What to call several files while they are opened. */
export function labelOf(files: readonly OpenableFile[]): string {
  const [first] = files;
  if (first === undefined) return 'nothing';
  const name = first.path.split('/')[0]!;
  return files.length === 1 || first.path.includes('/') ? name : `${name} and ${files.length - 1} more`;
}

function openable(file: File, path: string): OpenableFile {
  return { path, recipe: { kind: 'file', file } };
}

async function walk(entry: FileSystemEntry): Promise<OpenableFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    return [openable(file, path)];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: OpenableFile[] = [];
  for (;;) {
    // a reader gives at most a hundred entries a call, and none at the end
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return found;
    found.push(...(await Promise.all(batch.map(walk))).flat());
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
