import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readJson } from './json.mjs';

/** Bytes, gzipped, that a page may load before a person acts. */
export const firstLoadBudget = 300_000;

/** Which modules may not be in any chunk of the page: it never reads a checkpoint, nor trains, on its own thread. */
const workersOnly = [/^src\/(formats|scan|training)\//, /node_modules\/@tensorflow\//];

/**
 * @typedef {{ file: string, isEntry?: boolean, imports?: string[], css?: string[] }} ManifestChunk
 * @typedef {{ file: string, byteLength: number }} Weighed A file of the build and its gzipped size.
 */

/**
 * Everything that index.html brings with it: what it names, the static imports of its scripts, their styles, the fonts
 * that these need for plain Latin text, and the list of samples that the first page shows.
 * @param {string} folder A build of the page.
 * @returns {string[]} Paths in that folder, sorted.
 */
export function firstLoad(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.?\/?([^":#]+)"/g)].map(([, path = '']) => path);
  const chunks = entryChunks(readManifest(folder));
  const styles = [...named, ...chunks.flatMap(({ css = [] }) => css)].filter((path) => path.endsWith('.css'));
  const all = [
    'index.html',
    ...named,
    ...chunks.map(({ file }) => file),
    ...styles,
    ...styles.flatMap((path) => latinFonts(readFileSync(join(folder, path), 'utf8'), path)),
    'samples/index.json',
  ];
  return [...new Set(all)].filter((path) => existsSync(join(folder, path))).sort();
}

/**
 * @param {string} folder
 * @returns {Record<string, ManifestChunk>}
 */
function readManifest(folder) {
  return /** @type {Record<string, ManifestChunk>} */ (readJson(join(folder, '.vite', 'manifest.json')));
}

/**
 * The entries and all that they import statically.
 * @param {Record<string, ManifestChunk>} manifest
 * @returns {ManifestChunk[]}
 */
export function entryChunks(manifest) {
  const reached = new Set(Object.keys(manifest).filter((key) => manifest[key]?.isEntry));
  // A set grows while it is walked, so this ends when nothing new is imported.
  for (const key of reached) for (const imported of manifest[key]?.imports ?? []) reached.add(imported);
  return [...reached].flatMap((key) => manifest[key] ?? []);
}

/**
 * @param {string} css
 * @param {string} path Where the style lies, which its addresses are relative to.
 * @returns {string[]} The fonts that a browser fetches for Latin letters.
 */
export function latinFonts(css, path) {
  const faces = [...css.matchAll(/@font-face\s*\{[^}]*\}/g)].map(([face]) => face);
  return faces.filter(coversLatin).flatMap((face) => {
    const [, url = ''] = /url\(["']?([^"')]+)/.exec(face) ?? [];
    return url === '' || url.startsWith('data:') ? [] : [posix.join(dirname(path), url)];
  });
}

/** @param {string} face */
function coversLatin(face) {
  const [, ranges] = /unicode-range:\s*([^;}]+)/i.exec(face) ?? [];
  // Minifiers write U+0000-00FF as U+00??, U+0-FF and the like.
  return ranges === undefined || /U\+(0{0,4}-|0{0,2}\?\?)/i.test(ranges);
}

/**
 * @param {string} folder
 * @param {readonly string[]} paths
 * @returns {Weighed[]} Heaviest first.
 */
export function weigh(folder, paths) {
  return paths
    .map((file) => ({ file, byteLength: gzipSync(readFileSync(join(folder, file))).length }))
    .sort((a, b) => b.byteLength - a.byteLength);
}

/**
 * @param {string} folder
 * @param {readonly string[]} first The files of the first load.
 * @returns {{ workers: string[], lazy: string[] }} The scripts and styles that come later, if at all.
 */
export function laterLoads(folder, first) {
  const assets = readdirSync(join(folder, 'assets')).map((name) => `assets/${name}`);
  const later = assets.filter((path) => /\.(js|css|wasm)$/.test(path) && !first.includes(path));
  const isWorker = (/** @type {string} */ path) => path.includes('worker');
  return { workers: later.filter(isWorker), lazy: later.filter((path) => !isWorker(path)) };
}

/**
 * @param {Record<string, string[]>} modulesByChunk Of the page's own chunks; those of workers are built apart.
 * @returns {string[]} One line for each module that belongs in a worker.
 */
export function misplacedModules(modulesByChunk) {
  return Object.entries(modulesByChunk).flatMap(([chunk, modules]) =>
    modules
      .filter((module) => workersOnly.some((pattern) => pattern.test(module)))
      .map((module) => `${chunk} of the page contains ${module}, which belongs in a worker`),
  );
}
