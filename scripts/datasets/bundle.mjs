import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isolationHeaders } from '../headers.mjs';
import { messageOf } from '../problem.mjs';
import { answer } from '../static-server.mjs';
import { bundled } from './sources.mjs';
import { dataFolder, ensurePrepared, writeIndex } from './store.mjs';

/** Makes the bundled dataset ready where prepared datasets lie. */
export async function ensureBundled() {
  await ensurePrepared(bundled);
  await writeIndex(dataFolder);
}

/**
 * A Vite plugin: MNIST is part of every build, as files under `data/` that nothing loads before training is opened; the
 * development server has there whatever has been prepared.
 * @returns {import('vite').Plugin}
 */
export function bundleData() {
  return {
    name: 'moe-scope:bundle-data',
    async writeBundle({ dir = '' }) {
      await ensureBundled();
      const folder = join(dir, 'data');
      await mkdir(folder, { recursive: true });
      await cp(join(dataFolder, bundled.id), join(folder, bundled.id), { recursive: true });
      await writeIndex(folder);
    },
    configureServer({ config, middlewares }) {
      /** @type {Promise<void> | undefined} */
      let bundledOnce;
      // It always answers, so that what is not there is told as such, and not with the page.
      middlewares.use(`${config.base.replace(/^\.?\/?/, '/')}data`, (request, response) => {
        bundledOnce ??= ensureBundled();
        bundledOnce.then(
          () => answer(request, response, { folder: dataFolder, headers: isolationHeaders }),
          (/** @type {unknown} */ error) => response.writeHead(500).end(messageOf(error)),
        );
      });
    },
  };
}
