import { join } from 'node:path';
import { run } from './command.mjs';
import { readJson } from './json.mjs';
import { withLock } from './lock.mjs';
import { Problem } from './problem.mjs';
import { root } from './root.mjs';

const oldestNode = [20, 19];
const offline =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

/**
 * Makes node_modules what package-lock.json says, with no package of its own and nothing on stdout.
 * Several processes may ask at once: one installs, the others wait.
 * @throws {Problem} Node is too old, npm or the network is absent, or npm failed.
 */
export async function ensureDependencies() {
  checkNode(process.versions.node);
  if (isInstalled(root)) return;
  await withLock('install', async () => {
    if (!isInstalled(root)) await install();
  });
}

/** @param {string} version */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Problem(
    `MoE Scope needs Node ${oldestNode.join('.')} or newer; this is ${version}. Get one from https://nodejs.org.`,
  );
}

/**
 * npm keeps, in node_modules, a lock file of what it put there, written last: so an interrupted install is
 * seen as none, and one made by hand with `npm install` as good.
 * @param {string} checkout
 */
export function isInstalled(checkout) {
  const wanted = readLock(join(checkout, 'package-lock.json'));
  const present = readLock(join(checkout, 'node_modules', '.package-lock.json'));
  if (wanted === null) throw new Problem('package-lock.json is missing: this is not a whole checkout.');
  if (present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || isSatisfied(entry, present[path]));
}

/**
 * @typedef {{ version: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockEntry
 * @param {LockEntry} wanted
 * @param {LockEntry | undefined} present
 */
function isSatisfied(wanted, present) {
  // Binaries of other platforms are locked as optional and stay away.
  if (present === undefined) return wanted.optional === true || wanted.devOptional === true;
  return wanted.version === present.version && wanted.integrity === present.integrity;
}

/**
 * @param {string} path
 * @returns {Record<string, LockEntry> | null} By folder; null when there is no such file.
 */
function readLock(path) {
  try {
    const lock = /** @type {{ packages: Record<string, LockEntry> }} */ (readJson(path));
    return lock.packages;
  } catch {
    return null;
  }
}

async function install() {
  console.error('Installing what package-lock.json lists (once, about a minute) ...');
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--no-update-notifier', '--loglevel=error'];
  // npm's own pauses would take over a minute to tell that there is no network.
  const brief = ['--prefer-offline', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];
  // The tools that build and test are development packages: wanted whatever NODE_ENV says.
  const { code, output } = await run('npm', ['ci', '--include=dev', ...brief, ...quiet], {
    // On Windows npm is a script, which only a shell can run.
    shell: process.platform === 'win32',
  });
  if (code === 0) return;
  if (code === 127) throw new Problem('npm was not found. It comes with Node: https://nodejs.org.');
  const hint = offline.test(output)
    ? 'The package registry could not be reached: the first start needs the network once.'
    : 'npm could not install the packages; its own words are above.';
  throw new Problem(`${output}\n${hint}`);
}
