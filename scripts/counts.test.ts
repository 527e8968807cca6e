import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addCounts, countPlaywright, countReport, countVitest } from './counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'moe-scope-test-'));
const reportFile = join(folder, 'report.json');
afterAll(() => rmSync(folder, { recursive: true }));

const vitestReport = { numPassedTests: 5, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1 };

describe('counts', () => {
  it('never takes a skipped test for a passed one', () => {
    expect(countVitest(vitestReport)).toEqual({ passed: 5, failed: 2, skipped: 4 });
    const stats = { expected: 4, unexpected: 1, flaky: 2, skipped: 3 };
    expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });

  it('add up', () => {
    const sum = addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
    expect(sum).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});

describe('the count of a report', () => {
  it.each([
    ['failing tests', false, 2, 2],
    ['a runner that failed though every test passed', false, 0, 1],
    ['a good run', true, 0, 0],
  ])('of %s', (_, isGood, numFailedTests, failed) => {
    writeFileSync(reportFile, JSON.stringify({ ...vitestReport, numFailedTests }));
    expect(countReport({ isGood, reportFile, count: countVitest })).toEqual({
      passed: 5,
      failed,
      skipped: 4,
    });
  });

  it.each([
    ['that is absent', 'absent.json'],
    ['that is cut short', 'report.json'],
  ])('%s is one failure, whatever the exit code was', (_, name) => {
    writeFileSync(reportFile, '{"numPassed');
    const counts = countReport({ isGood: true, reportFile: join(folder, name), count: countVitest });
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
