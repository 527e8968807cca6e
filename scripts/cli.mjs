import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builds, ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { explain } from './problem.mjs';

/**
 * Runs the command line in this very process, so its output, exit code and signals are its own; what setting up
 * has to say goes to stderr.
 */
async function main() {
  await ensureDependencies();
  await ensureBuild('cli');
  // `... | head` closes the pipe early: that ends the work and is no error.
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  await import(pathToFileURL(join(builds.cli.folder, 'main.js')).href);
}

await main().catch(explain);
