import util from 'node:util';
import { findBrowser } from './browser.mjs';
import { addCounts, countOne, noCounts } from './counts.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { explain, messageOf, Problem } from './problem.mjs';
import { stages } from './stages.mjs';

const usage = `Usage: npm test -- [--only STAGE,...] [--verbose]

Installs what is missing, then runs ${stages.map(({ name }) => name).join(', ')}; stops at the first that fails.

  --only STAGE,...   only these
  --verbose          print what the stages print as it comes`;

/**
 * @typedef {import('./stages.mjs').Stage} Stage
 * @typedef {import('./counts.mjs').Counts} Counts
 */

async function main() {
  const { chosen, isVerbose } = readArguments();
  const counts = await testAll(chosen, isVerbose).catch((/** @type {unknown} */ error) => {
    explain(error);
    return countOne(false);
  });
  if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

/**
 * @param {readonly Stage[]} chosen
 * @param {boolean} isVerbose
 */
async function testAll(chosen, isVerbose) {
  await ensureDependencies();
  const env = chosen.some(({ name }) => name === 'e2e') ? { CHROMIUM_PATH: await findBrowser() } : {};
  const options = { env, ...(isVerbose ? { echo: process.stdout } : {}) };
  let total = noCounts;
  for (let left = chosen; left.length > 0;) {
    const first = left.findIndex(({ usesOneCore }) => !usesOneCore);
    const together = left.slice(0, first < 0 ? left.length : Math.max(1, first));
    left = left.slice(together.length);
    const counts = await Promise.all(together.map((stage) => testOne(stage, options)));
    total = counts.reduce(addCounts, total);
    if (total.failed === 0) continue;
    if (left.length > 0) console.log(`Not run: ${left.map(({ name }) => name).join(', ')}.`);
    break;
  }
  return total;
}

/**
 * Runs a stage and prints its line; after its own output if that is of interest.
 * @param {Stage} stage
 * @param {import('./stages.mjs').RunOptions} options
 * @returns {Promise<Counts>}
 */
async function testOne(stage, options) {
  const start = performance.now();
  const { output, counts } = await stage.perform(options);
  const seconds = (performance.now() - start) / 1000;
  if (counts.failed > 0 && options.echo === undefined) console.log(output.trimEnd());
  const verdict = counts.failed > 0 ? 'FAILED' : 'passed';
  const cases = counts.passed + counts.failed > 1 ? `  ${counts.passed} passed, ${counts.failed} failed` : '';
  console.log(`${stage.name.padEnd(8)}${verdict}${seconds.toFixed(1).padStart(8)} s${cases}`);
  return counts;
}

function readArguments() {
  const names = stages.map(({ name }) => name);
  try {
    const { values } = util.parseArgs({
      options: {
        only: { type: 'string', default: names.join(',') },
        verbose: { type: 'boolean', default: false },
      },
    });
    const only = values.only.split(',');
    const unknown = only.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Problem(`There is no stage ${unknown.join(', ')}.`);
    return { chosen: stages.filter(({ name }) => only.includes(name)), isVerbose: values.verbose };
  } catch (error) {
    throw new Problem(`${messageOf(error)}\n\n${usage}`, 2);
  }
}

await main().catch(explain);
