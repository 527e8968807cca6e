import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh } from './build-record.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { explain, messageOf, Problem } from './problem.mjs';
import { root } from './root.mjs';

/** What can be built: the page that a host serves, and the command line. */
export const builds = {
  page: { configFile: 'vite.config.ts', folder: join(root, 'dist') },
  cli: { configFile: 'vite.cli.config.ts', folder: join(root, 'dist-cli') },
};

/**
 * Builds what is missing or older than its sources; says nothing on stdout.
 * @param {keyof typeof builds} name
 * @returns {Promise<boolean>} Whether there was anything to build.
 */
export async function ensureBuild(name) {
  const { configFile, folder } = builds[name];
  if (await isFresh(folder, configFile)) return false;
  return withLock(`build-${name}`, async () => {
    if (await isFresh(folder, configFile)) return false;
    const { build } = await import('vite');
    try {
      await build({ root, configFile: join(root, configFile), logLevel: 'warn' });
    } catch (error) {
      throw new Problem(messageOf(error));
    }
    return true;
  });
}

async function main() {
  await ensureDependencies();
  for (const name of /** @type {(keyof typeof builds)[]} */ (Object.keys(builds))) {
    console.log(`${name}: ${(await ensureBuild(name)) ? 'built' : 'fresh'}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main().catch(explain);
