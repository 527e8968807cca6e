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
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
  // npm changes to the checkout's folder; paths are meant from where it was called.
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  if (script === 'cli' && calledFrom !== undefined) process.chdir(calledFrom);
  await import(pathToFileURL(join(builds.cli.folder, 'main.js')).href);
}

await main().catch(explain);
