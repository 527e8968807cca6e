import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run, runTool } from './command.mjs';
import { countOne, countPlaywright, countReport, countVitest } from './counts.mjs';
import { root } from './root.mjs';

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 * @typedef {NonNullable<Parameters<typeof run>[2]>} RunOptions
 * @typedef {{ output: string, counts: Counts }} Outcome
 * @typedef {{ name: string, usesOneCore: boolean, perform: (options: RunOptions) => Promise<Outcome> }} Stage
 *   Neighbours that use one core run at the same time.
 */

/** The page, its workers, and what runs in Node: each with the globals it has. */
const projects = ['tsconfig.json', 'tsconfig.worker.json', 'tsconfig.node.json'];

const reports = join(root, 'test-results');
const unitReport = join(reports, 'unit.json');
const e2eReport = join(reports, 'e2e.json');

/**
 * A stage that is one test case: its command succeeds or not.
 * @param {string} name
 * @param {(options: RunOptions) => ReturnType<typeof run>} command
 * @returns {Stage}
 */
function check(name, command) {
  return {
    name,
    usesOneCore: true,
    async perform(options) {
      const { code, output } = await command(options);
      return { output, counts: countOne(code === 0) };
    },
  };
}

/**
 * A stage of many test cases, counted in the report that its runner writes.
 * @template Report
 * @param {string} name
 * @param {{ reportFile: string, count: (report: Report) => Counts, command: (options: RunOptions) => ReturnType<typeof run> }} how
 * @returns {Stage}
 */
function suite(name, { reportFile, count, command }) {
  return {
    name,
    usesOneCore: false,
    async perform(options) {
      await rm(reportFile, { force: true });
      const { code, output } = await command(options);
      return { output, counts: countReport({ isGood: code === 0, reportFile, count }) };
    },
  };
}

/** @param {string} script */
function script(script) {
  return (/** @type {RunOptions} */ options) =>
    run(process.execPath, [join(root, 'scripts', script)], options);
}

/** What `npm test` does, in order. */
export const stages = [
  check('types', (options) => runTool('typescript/tsc', ['--build', ...projects], options)),
  check('lint', (options) => runTool('eslint', ['.', '--max-warnings', '0'], options)),
  check('format', (options) => runTool('prettier', ['--check', '--log-level', 'warn', '.'], options)),
  suite('unit', {
    reportFile: unitReport,
    count: countVitest,
    command: (options) =>
      runTool(
        'vitest',
        [
          'run',
          '--allowOnly=false',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${unitReport}`,
        ],
        options,
      ),
  }),
  { ...check('build', script('build.mjs')), usesOneCore: false },
  check('sizes', script('sizes.mjs')),
  suite('e2e', {
    reportFile: e2eReport,
    count: countPlaywright,
    command: (options) => runTool('@playwright/test/playwright', ['test', '--forbid-only'], options),
  }),
];
