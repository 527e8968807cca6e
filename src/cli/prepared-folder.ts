/** Prepared datasets in a folder, for Node: what a page fetches from `data/` beside it. */
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext } from '../training/datasets/loading.ts';
import { notInstalled } from '../training/datasets/prepared.ts';

/** `folder` is usually `.data` of the checkout. */
export function openInFolder(folder: string): LoadContext['open'] {
  return async (path) => {
    const blob = await openAsBlob(join(folder, path)).catch(() => null);
    if (blob === null) throw notInstalled(path.split('/')[0]!);
    return { name: path, size: blob.size, stream: () => blob.stream() };
  };
}
