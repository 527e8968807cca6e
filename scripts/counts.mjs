import { readJson } from './json.mjs';

/**
 * How many test cases a stage ran. What was skipped has passed nothing.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @type {Counts} */
export const noCounts = { passed: 0, failed: 0, skipped: 0 };

/**
 * A stage that is one test case itself.
 * @param {boolean} isGood
 * @returns {Counts}
 */
export function countOne(isGood) {
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * Counts in a Vitest JSON report.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report
 * @returns {Counts}
 */
export function countVitest({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/**
 * Counts in a Playwright JSON report. One that passed only when tried again has failed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report
 * @returns {Counts}
 */
export function countPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/**
 * The counts of a stage that wrote a report. A runner that failed without a failing test (a file that does not
 * load, no report at all) counts as one failure.
 * @template Report
 * @param {{ isGood: boolean, reportFile: string, count: (report: Report) => Counts }} stage
 * @returns {Counts}
 */
export function countReport({ isGood, reportFile, count }) {
  const counts = readCounts(reportFile, count) ?? countOne(false);
  return isGood ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/**
 * @template Report
 * @param {string} reportFile
 * @param {(report: Report) => Counts} count
 */
function readCounts(reportFile, count) {
  try {
    return count(/** @type {Report} */ (readJson(reportFile)));
  } catch {
    return null;
  }
}
