import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../command.mjs';
import { Problem } from '../problem.mjs';
import { unpack } from './tar.mjs';

/**
 * @typedef {{ name: string, version: string, integrity: string, bytes: number }} NpmPackage `integrity` is what npm
 *   calls so: "sha512-" and the hash of the packed file in base 64.
 */

/**
 * The files of a package, fetched by npm with its own settings and cache, and checked. Nothing of it is run, and
 * nothing is added to this checkout.
 * @param {NpmPackage} wanted
 * @returns {Promise<Map<string, Buffer>>}
 * @throws {Problem} npm failed, or what came is not what was pinned.
 */
export async function fetchPackage(wanted) {
  const spec = `${wanted.name}@${wanted.version}`;
  const folder = await mkdtemp(join(tmpdir(), 'moe-scope-data-'));
  try {
    const args = ['pack', spec, '--ignore-scripts', '--pack-destination', folder, '--loglevel=error'];
    // On Windows npm is a script, which only a shell can run.
    const { code, output } = await run('npm', args, { shell: process.platform === 'win32' });
    const [file] = await readdir(folder);
    if (code !== 0 || file === undefined) throw new Problem(`${output}\nnpm could not fetch ${spec}.`);
    const packed = await readFile(join(folder, file));
    checkIntegrity(packed, wanted);
    return unpack(packed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Buffer} packed
 * @param {Pick<NpmPackage, 'name' | 'version' | 'integrity'>} wanted
 */
export function checkIntegrity(packed, { name, version, integrity }) {
  const found = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
  if (found === integrity) return;
  throw new Problem(`${name}@${version} is not what it was: its hash is ${found} instead of ${integrity}.`);
}
