import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { readJson } from './json.mjs';
import { root } from './root.mjs';

/** What a build is made of, beside `src/`. */
const inputs = [
  'index.html',
  'public',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'scripts/build-record.mjs',
  'scripts/datasets',
];
const isTest = /\.test\.tsx?$|[\\/]testing[\\/]/;

const inputsFile = join('.vite', 'inputs.txt');
const modulesFile = join('.vite', 'modules.json');

/**
 * A Vite plugin that leaves two notes beside a finished build: a hash of what it was made of, by which it is known to be
 * fresh, and which modules went into which chunk, which the size check reads.
 * @param {string} configFile The build's configuration, which is one of its inputs.
 * @returns {import('vite').Plugin}
 */
export function recordBuild(configFile) {
  let hash = '';
  return {
    name: 'moe-scope:record-build',
    apply: 'build',
    async buildStart() {
      // Taken before the sources are read: what changes meanwhile makes the build stale, never falsely fresh.
      hash = await hashInputs(configFile);
    },
    async writeBundle({ dir = '' }, bundle) {
      await mkdir(join(dir, '.vite'), { recursive: true });
      await writeFile(join(dir, modulesFile), `${JSON.stringify(modulesByChunk(bundle), null, 2)}\n`);
      await writeFile(join(dir, inputsFile), hash);
    },
  };
}

/** @param {import('vite').Rolldown.OutputBundle} bundle */
function modulesByChunk(bundle) {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  return Object.fromEntries(
    chunks.map(({ fileName, moduleIds }) => [
      fileName,
      moduleIds.map((id) => relative(root, id).split(sep).join('/')),
    ]),
  );
}

/**
 * @param {string} folder A build's output.
 * @returns {Record<string, string[]>} The modules of each of its chunks, as paths from the checkout's folder.
 */
export function readModulesByChunk(folder) {
  return /** @type {Record<string, string[]>} */ (readJson(join(folder, modulesFile)));
}

/**
 * @param {string} folder A build's output.
 * @param {string} configFile
 */
export async function isFresh(folder, configFile) {
  const made = await readFile(join(folder, inputsFile), 'utf8').catch(() => null);
  return made !== null && made === (await hashInputs(configFile));
}

/**
 * @param {string} configFile
 * @returns {Promise<string>} A hash of the content of everything a build reads; tests are none of it.
 */
async function hashInputs(configFile) {
  const hash = createHash('sha256');
  for (const input of ['src', configFile, ...inputs]) {
    for (const file of await filesUnder(join(root, input))) {
      if (!isTest.test(file))
        hash
          .update(relative(root, file))
          .update('\0')
          .update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path A file or a folder; one that is absent has no files.
 * @returns {Promise<string[]>} In a fixed order.
 */
async function filesUnder(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null)
    return readFile(path).then(
      () => [path],
      () => [],
    );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
