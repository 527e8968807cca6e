/** What the command line reads: `cli plan --plan plan.json`. */
import { PLAN_VERSION } from '../../core/pruning/plan-json.ts';
import type { Plan } from '../../core/pruning/plan.ts';

export function planFile(plan: Plan): string {
  return `${JSON.stringify({ version: PLAN_VERSION, ...plan }, null, 1)}\n`;
}
