import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Problem } from '../problem.mjs';
import { packIdxFiles } from './idx-files.mjs';

const hashes = {
  'train-images-idx3-ubyte': 'f4a8712d7a061bf5bd6d2ca38dc4d50a',
  'train-labels-idx1-ubyte': '9018921c3c673c538a1fc5bad174d6f9',
  't10k-images-idx3-ubyte': '8181f5470baa50b63fa0f6fddb340f0a',
  't10k-labels-idx1-ubyte': '15d484375f8d13e6eb1aabb0c3f46965',
};

/** Where Debian's package puts it. */
export const fashionFolder = '/usr/share/datasets/fashion-mnist';

const help = `Fashion-MNIST comes with Debian and Ubuntu: apt-get install dataset-fashion-mnist, then run this again.
Elsewhere, drop its four files (train-images-idx3-ubyte.gz and so on) on the page.`;

/** @type {import('./store.mjs').Source} */
export const fashionMnist = {
  id: 'fashion-mnist',
  name: 'Fashion-MNIST',
  downloadBytes: 0,
  recipe: 'Debian, 1',
  prepare: () => packIdxFiles(hashes, readPacked),
};

/** @param {string} name */
async function readPacked(name) {
  const packed = await readFile(join(fashionFolder, `${name}.gz`)).catch(() => null);
  if (packed === null) throw new Problem(help);
  return gunzipSync(packed);
}
