import { describe, expect, it } from 'vitest';
import { planCosts } from '../core/pruning/cost-plan.ts';
import type { Action } from '../core/pruning/plan.ts';
import { planReportViolationsOf } from '../testing/plan-schema.ts';
import { plannedModel } from '../testing/planned-model.ts';
import { errorWords } from './error-report.ts';
import { planReport } from './plan-report.ts';

const { basis } = plannedModel({ layers: 2, experts: 3, hidden: 16, inner: 24 });

function reportOf(...actions: Action[]) {
  const plan = { name: '', actions };
  return planReport(basis, plan, planCosts(basis, plan));
}

describe('what plan tells of errors', () => {
  it('is described by the schema, by role, layer and expert', () => {
    const report = reportOf(
      { kind: 'quantise', of: 'experts', bits: 4, group: 'tensor' },
      { kind: 'quantise', of: 'routers', bits: 8, group: 'tensor' },
    );
    expect(planReportViolationsOf(JSON.parse(JSON.stringify(report)) as typeof report)).toEqual([]);
    expect(report.error!.roles.map(({ role }) => role)).toEqual(['experts', 'routers']);
    expect(report.error!.layers.map(({ cells }) => cells.length)).toEqual([3, 3]);
    expect(report.error!.decibels).toBeGreaterThan(10);
    expect(errorWords(report.error)).toMatch(/experts +\d+(\.\d+)? dB +\d.* … .*dB +18/);
  });

  it('is null where nothing is stored as something else, and says why what was asked is left out', () => {
    const report = reportOf({
      kind: 'rank',
      scope: { layers: null, projection: null },
      amount: { kind: 'energy', fraction: 0.9 },
    });
    expect(planReportViolationsOf(JSON.parse(JSON.stringify(report)) as typeof report)).toEqual([]);
    expect(report.error).toBeNull();
    expect(report.problems[0]!.title).toBe('Singular values are not known yet');
    expect(errorWords(report.error)).toBe('');
  });
});
