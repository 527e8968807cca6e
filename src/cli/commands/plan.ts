/** `plan`: what a plan of pruning would cost, and with `--write` what it leaves. */
import { planCosts } from '../../core/pruning/cost-plan.ts';
import { basisOf } from '../../core/pruning/plan-basis.ts';
import type { PlanRemark } from '../../core/pruning/plan-remark.ts';
import { explainPlanRemark } from '../../core/pruning/plan-remark-words.ts';
import { reportOfPlan, type PlanReportFacts } from '../../report/report-of-plan.ts';
import type { Command } from '../command.ts';
import { fileOutput, standardOutput } from '../output.ts';
import { parsePlanArguments, planUsage, type PlanArguments } from '../plan-arguments.ts';
import { readForPlan, readPlanFile } from '../plan-reading.ts';
import { planReport } from '../plan-report.ts';
import { planWords } from '../plan-words.ts';
import { writePlan } from './plan-write.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'says what a plan of pruning costs, and writes what it leaves',
  usage: planUsage,
  run: (args) => runPlan(parsePlanArguments(args)),
};

async function runPlan(wanted: PlanArguments): Promise<number> {
  const whole = await readPlanFile(wanted.planFile);
  const { checkpoint, structure, input } = await readForPlan(wanted, whole);
  const basis = basisOf(input);
  const costs = planCosts(basis, whole);
  for (const note of costs.notes) tellRemark('note', note);
  for (const problem of costs.problems) tellRemark('error', problem);

  const report = planReport(basis, whole, costs);
  const output = wanted.out === null ? standardOutput : await fileOutput(wanted.out);
  await output.write([wanted.isJson ? `${JSON.stringify(report)}\n` : planWords(report)]);
  await output.close();
  if (wanted.report !== null) await writeReport(wanted.report, { basis, plan: whole, costs });

  if (costs.problems.length > 0) return 1;
  const { fingerprint } = input.catalogue;
  if (wanted.write !== null) {
    const shardBytes = wanted.shardBytes ?? undefined;
    await writePlan({ checkpoint, structure, fingerprint, costs, out: wanted.write, shardBytes });
  }
  return 0;
}

async function writeReport(
  { path, form }: NonNullable<PlanArguments['report']>,
  { basis, plan, costs }: Pick<PlanReportFacts, 'basis' | 'plan' | 'costs'>,
): Promise<void> {
  const name = plan.name === '' ? 'Plan' : plan.name;
  const output = await fileOutput(path);
  await output.write([form.write(reportOfPlan({ basis, plan, name, costs, measured: null, link: null }))]);
  await output.close();
}

function tellRemark(label: 'error' | 'note', remark: PlanRemark): void {
  const { title, body, remedy } = explainPlanRemark(remark);
  const lines = [`${label} ${remark.code} (action ${remark.action}): ${title}`, body, remedy];
  process.stderr.write(`${lines.filter((line) => line !== '').join('\n  ')}\n`);
}
