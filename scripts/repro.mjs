import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builds, ensureBuild } from './build.mjs';
import { ensureBundled } from './datasets/bundle.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { explain } from './problem.mjs';
import { root } from './root.mjs';

/** Trains what a paper trained, and writes docs/results; src/cli/repro.ts says more. */
async function main() {
  await ensureDependencies();
  await ensureBundled();
  await ensureBuild('cli');
  process.chdir(root);
  await import(pathToFileURL(join(builds.cli.folder, 'repro.js')).href);
}

await main().catch(explain);
