import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** @type {Record<string, string>} */
const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
// Checkpoints (.safetensors, .pt, .npz) have no registered type.
const bytesOfAnyKind = 'application/octet-stream';

const forever = 'public, max-age=31536000, immutable';
const revalidate = 'no-cache';

/**
 * @typedef {{ path: string, start: number, end: number }} Piece Bytes of a file; `end` is exclusive.
 * @typedef {{ status: number, headers: Record<string, string | number>, body?: Piece }} Reply
 */

/**
 * @typedef {object} Place What is served.
 * @property {string} folder
 * @property {string} [base] The path it answers under, with both slashes.
 * @property {Readonly<Record<string, string>>} [overlays] Folders by the name of a top folder of the page: what lies there
 *   is found first.
 * @property {Record<string, string>} [headers] These go with every answer.
 */

/**
 * A server of the files of one folder, as a good static host would be: byte ranges (samples are read with them),
 * validators, and types. Files under `assets/` carry a hash of their content in their name, so they are cached for good.
 * @param {Place} place
 */
export function createStaticServer(place) {
  return createServer((request, response) => answer(request, response, place));
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {Place} place
 */
export function answer(request, response, place) {
  replyTo(request, place)
    .then(async (reply) => {
      response.writeHead(reply.status, { ...place.headers, ...reply.headers });
      if (reply.body === undefined || request.method === 'HEAD') response.end();
      else await pipeline(read(reply.body), response);
    })
    // Whoever asked has gone, or the file has: nothing can be said any more.
    .catch(() => response.destroy());
}

/** @param {Piece} piece */
function read({ path, start, end }) {
  return createReadStream(path, { start, end: end - 1 });
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {Place} place
 * @returns {Promise<Reply>}
 */
async function replyTo({ method = '', url = '/', headers: asked }, place) {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { Allow: 'GET, HEAD' } };
  const found = await findFile(filePaths(url, place));
  if (found === null) return { status: 404, headers: {} };
  const { path, file } = found;

  const etag = `"${file.size.toString(36)}-${Math.round(file.mtimeMs).toString(36)}"`;
  const headers = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': path.startsWith(join(place.folder, 'assets', sep)) ? forever : revalidate,
    'Content-Type': contentTypes[extname(path)] ?? bytesOfAnyKind,
  };
  if (asked['if-none-match'] === etag) return { status: 304, headers };

  const { 'if-range': condition = etag } = asked;
  const range = parseRange(condition === etag ? asked.range : undefined, file.size);
  if (range === 'unsatisfiable') return { status: 416, headers: { 'Content-Range': `bytes */${file.size}` } };
  const { start, end } = range ?? { start: 0, end: file.size };
  const piece = range && { 'Content-Range': `bytes ${start}-${end - 1}/${file.size}` };
  return {
    status: range ? 206 : 200,
    headers: { ...headers, ...piece, 'Content-Length': end - start },
    ...(end > start && { body: { path, start, end } }),
  };
}

/**
 * @param {readonly string[]} paths
 * @returns {Promise<{ path: string, file: import('node:fs').Stats } | null>} The first that is a file.
 */
async function findFile(paths) {
  for (const path of paths) {
    const file = await stat(path).catch(() => null);
    if (file?.isFile()) return { path, file };
  }
  return null;
}

/**
 * @param {string} url
 * @param {Place} place
 * @returns {string[]} Where the file may lie; nothing for an address outside the folder, or none at all.
 */
function filePaths(url, { folder, base = '/', overlays = {} }) {
  const [address = ''] = url.split(/[?#]/);
  if (!address.startsWith(base)) return [];
  const inside = pathOf(address.slice(base.length));
  if (inside === null) return [];
  const overlaid = Object.entries(overlays).flatMap(([name, overlay]) => {
    const top = `${sep}${name}${sep}`;
    return inside.startsWith(top) ? [join(overlay, inside.slice(top.length))] : [];
  });
  return [...overlaid, join(folder, inside)];
}

/**
 * @param {string} address Within the page.
 * @returns {string | null} A path that begins with a separator and never goes up.
 */
function pathOf(address) {
  try {
    const inside = normalize(`/${decodeURIComponent(address)}`);
    if (inside.includes('\0')) return null;
    return inside.endsWith(sep) ? `${inside}index.html` : inside;
  } catch {
    return null;
  }
}

/**
 * One byte range, as RFC 9110 section 14.1 has it. What is not understood, and more than one range, is ignored.
 * @param {string | undefined} header
 * @param {number} size
 * @returns {{ start: number, end: number } | 'unsatisfiable' | null} `end` is exclusive.
 */
export function parseRange(header, size) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  return start < size && start < end ? { start, end } : 'unsatisfiable';
}
