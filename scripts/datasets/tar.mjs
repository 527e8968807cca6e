import { gunzipSync } from 'node:zlib';

const blockBytes = 512;

/**
 * The plain files of a package as npm packs them (tar, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html,
 * with short names).
 * @param {Buffer} packed A .tgz file.
 * @returns {Map<string, Buffer>} By path, less the folder that all of them lie in.
 */
export function unpack(packed) {
  const archive = gunzipSync(packed);
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (let at = 0; at + blockBytes <= archive.length;) {
    const header = archive.subarray(at, at + blockBytes);
    const path = textAt(header, 0, 100);
    // Two empty blocks end an archive.
    if (path === '') break;
    const size = parseInt(textAt(header, 124, 12), 8) || 0;
    const start = at + blockBytes;
    const isFile = ['0', ''].includes(textAt(header, 156, 1));
    if (isFile) files.set(path.slice(path.indexOf('/') + 1), archive.subarray(start, start + size));
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return files;
}

/**
 * @param {Buffer} header
 * @param {number} start
 * @param {number} length
 */
function textAt(header, start, length) {
  const [text = ''] = header.toString('utf8', start, start + length).split('\0');
  return text;
}
