import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, runTool } from './command.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { explain, Problem } from './problem.mjs';

/** Keeps a browser from talking to the network, or to its user, on its own. */
export const quietFlags = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium's own sandbox refuses to run as root, as in most containers. */
export const isSandboxed = process.getuid?.() !== 0;

const help = `No Chromium was found, and none could be installed. One of these helps:
  - install Chromium or Chrome, so that it is on the PATH,
  - npx playwright install chromium,
  - CHROMIUM_PATH=/path/to/chromium npm test.`;

/**
 * A Chromium to test and measure with, installed if there is none.
 * @returns {Promise<string>} The path of its executable.
 * @throws {Problem} There is none and none can be had.
 */
export async function findBrowser() {
  const present = installedBrowser();
  if (present !== null) return present;
  for (const install of [installFromPlaywright, installFromDebian]) {
    await install();
    const installed = installedBrowser();
    if (installed !== null) return installed;
  }
  throw new Problem(help);
}

/**
 * @returns {string | null} The first that starts of: CHROMIUM_PATH, Playwright's own, the system's.
 * @throws {Problem} CHROMIUM_PATH is given and is none.
 */
export function installedBrowser() {
  const { CHROMIUM_PATH: chosen = '' } = process.env;
  if (chosen === '') return [playwrightBrowser(), ...systemBrowsers()].find(canStart) ?? null;
  if (canStart(chosen)) return chosen;
  throw new Problem(`CHROMIUM_PATH is ${chosen}, which does not start.`);
}

function playwrightBrowser() {
  const require = createRequire(import.meta.url);
  /** @type {unknown} */
  const playwright = require('@playwright/test');
  const { chromium } = /** @type {typeof import('@playwright/test')} */ (playwright);
  return chromium.executablePath();
}

/** @returns {string[]} Where a Chromium or a Chrome may lie on this system. */
function systemBrowsers() {
  const { env, platform } = process;
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return folders.flatMap((folder) =>
      folder ? [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')] : [],
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * Whether a browser is there and whole: some systems keep a mere pointer to a package under its name, and one may lack its libraries.
 * @param {string} path
 */
function canStart(path) {
  if (!existsSync(path)) return false;
  // On Windows, asking for the version would open a window.
  return process.platform === 'win32' || spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

async function installFromPlaywright() {
  console.error("Installing Playwright's Chromium (about 170 MB) ...");
  await runTool('playwright', ['install', 'chromium'], { echo: process.stderr });
}

async function installFromDebian() {
  const isDebian = existsSync('/etc/debian_version');
  if (!isDebian || process.getuid?.() !== 0) return;
  console.error('Installing chromium with apt-get ...');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '--quiet'], { env, echo: process.stderr });
  if (updated.code === 0) {
    await run('apt-get', ['install', '--quiet', '--yes', 'chromium'], { env, echo: process.stderr });
  }
}

async function main() {
  await ensureDependencies();
  console.log(await findBrowser());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main().catch(explain);
