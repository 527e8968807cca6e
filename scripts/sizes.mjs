import { readModulesByChunk } from './build-record.mjs';
import { builds, ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { firstLoad, firstLoadBudget, laterLoads, misplacedModules, weigh } from './first-load.mjs';
import { explain, Problem } from './problem.mjs';

const { folder } = builds.page;

/** @param {number} byteLength */
function kilobytes(byteLength) {
  return `${(byteLength / 1000).toFixed(1).padStart(8)} kB`;
}

/**
 * Prints a group of files, and their sum.
 * @param {string} title
 * @param {readonly string[]} paths
 * @returns {number} The sum, in gzipped bytes.
 */
function printGroup(title, paths) {
  const files = weigh(folder, paths);
  const sum = files.reduce((total, { byteLength }) => total + byteLength, 0);
  console.log(`${kilobytes(sum)}  ${title}`);
  for (const { file, byteLength } of files) console.log(`${kilobytes(byteLength)}    ${file}`);
  return sum;
}

async function main() {
  await ensureDependencies();
  await ensureBuild('page');
  const first = firstLoad(folder);
  const { workers, lazy } = laterLoads(folder, first);
  const sum = printGroup(`first load, gzipped, of ${firstLoadBudget / 1000} kB allowed`, first);
  printGroup('workers', workers);
  printGroup('loaded later', lazy);

  const problems = misplacedModules(readModulesByChunk(folder));
  if (sum > firstLoadBudget)
    problems.push(`The first load is ${sum - firstLoadBudget} bytes over its budget.`);
  if (problems.length > 0) throw new Problem(problems.join('\n'));
}

await main().catch(explain);
