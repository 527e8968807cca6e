import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builds, ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { explain } from './problem.mjs';
import { root } from './root.mjs';

/**
 * Makes public/samples anew, from the same seeds to the same bytes: only a change of what samples are, or of what a
 * summary says, changes them. Trained samples are left as they are unless `--train` is given, or `--trace` for
 * their traces alone.
 */
async function main() {
  await ensureDependencies();
  await ensureBuild('cli');
  process.chdir(root);
  await import(pathToFileURL(join(builds.cli.folder, 'make-samples.js')).href);
}

await main().catch(explain);
