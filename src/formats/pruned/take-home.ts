/**
 * A pruned checkpoint for the person at the page: a new folder in one of their choice where the browser can write there, or
 * else a download. Several files are handed over as one archive, so that they stay together and keep their names.
 */
import { zipFolder } from '../containers/zip-folder.ts';
import { beginSafetensors, tensorBytes } from '../checkpoints/safetensors-writer.ts';
import { writeFile, type SinkFolder } from './byte-sink.ts';
import { newFolderIn } from './handle-folder.ts';
import type { PrunedFiles } from './plan-files.ts';
import { stageFile } from './staged-file.ts';
import { prunedTexts, type NamedText } from './pruned-texts.ts';
import { METADATA, writePruned, type WriteOptions } from './write-pruned.ts';

export interface NamedSize {
  readonly name: string;
  readonly byteLength: number;
}

export type Destination =
  { readonly kind: 'folder'; readonly parent: FileSystemDirectoryHandle } | { readonly kind: 'download' };

export interface TakeHomeOptions extends WriteOptions {
  readonly destination: Destination;
  /** Of the new folder, or of the download without its ending. */
  readonly name: string;
  /** Written last, beside the weights; left out of a download that is one file without them. */
  readonly beside: readonly NamedText[];
}

export interface TakenHome {
  /** Of the folder or the download. */
  readonly name: string;
  readonly files: readonly string[];
  /** To be handed over; null where it is in its folder already. */
  readonly download: File | null;
}

/** All files that `writePruned` makes, to the byte. */
export function sizesOf(files: PrunedFiles): readonly NamedSize[] {
  return [
    ...files.shards.map(({ name, tensors }) => ({
      name,
      byteLength: tensors.reduce(
        (sum, tensor) => sum + tensorBytes(tensor),
        beginSafetensors(tensors, METADATA).head.length,
      ),
    })),
    ...prunedTexts(files).map(({ name, text }) => ({
      name,
      byteLength: new TextEncoder().encode(text).length,
    })),
  ];
}

/** Throws `write-failed`, the faults of sources, and AbortError; what was written is taken back then. */
export function takeHome(files: PrunedFiles, options: TakeHomeOptions): Promise<TakenHome> {
  const { destination } = options;
  if (destination.kind === 'folder') return intoFolder(files, destination.parent, options);
  return isOneFile(files) ? asOneFile(files, options) : asArchive(files, options);
}

function isOneFile(files: PrunedFiles): boolean {
  return files.shards.length === 1 && prunedTexts(files).length === 0;
}

async function intoFolder(
  files: PrunedFiles,
  parent: FileSystemDirectoryHandle,
  options: TakeHomeOptions,
): Promise<TakenHome> {
  const folder = await newFolderIn(parent, options.name);
  try {
    const names = await writeAll(files, folder, options);
    await folder.finish();
    return { name: folder.name, files: names, download: null };
  } finally {
    await folder.discard();
  }
}

async function asOneFile(files: PrunedFiles, options: TakeHomeOptions): Promise<TakenHome> {
  const name = `${options.name}.safetensors`;
  const staged = await stageFile(name);
  const names = await writePruned(files, { create: () => Promise.resolve(staged.sink) }, options);
  return { name, files: names, download: await staged.file() };
}

async function asArchive(files: PrunedFiles, options: TakeHomeOptions): Promise<TakenHome> {
  const name = `${options.name}.zip`;
  const staged = await stageFile(name);
  try {
    const archive = zipFolder(staged.sink, options.name);
    const names = await writeAll(files, archive, options);
    await archive.finish();
    await staged.sink.close();
    return { name, files: names, download: await staged.file() };
  } finally {
    await staged.sink.discard();
  }
}

async function writeAll(
  files: PrunedFiles,
  folder: SinkFolder,
  options: TakeHomeOptions,
): Promise<readonly string[]> {
  const names = await writePruned(files, folder, options);
  for (const { name, text } of options.beside) {
    await writeFile(folder, name, (sink) => sink.write(new TextEncoder().encode(text)));
  }
  return [...names, ...options.beside.map(({ name }) => name)];
}
