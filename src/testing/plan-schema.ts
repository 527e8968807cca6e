/** The published schemas of plans and of what `plan --json` writes; the latter made strict: what is written must be described. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { withoutOthers, type Schema } from './scan-schema.ts';

function schema(name: string): Schema {
  return JSON.parse(
    readFileSync(new URL(`../../public/schemas/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as Schema;
}

const options = { allErrors: true, strict: true, allowUnionTypes: true };
const validatePlan = new Ajv2020(options).compile(withoutOthers(schema('pruning-plan-1')) as Schema);
const validateCosts = new Ajv2020(options).compile(withoutOthers(schema('plan-costs-1')) as Schema);

/** One line for each thing in a plan that its schema does not allow. */
export function planViolationsOf(value: unknown): string[] {
  validatePlan(value);
  return linesOf(validatePlan.errors);
}

/** The same of a report of costs, and of the plan in it. */
export function planReportViolationsOf(report: { readonly plan: unknown }): string[] {
  validateCosts(report);
  return [...linesOf(validateCosts.errors), ...planViolationsOf(report.plan)];
}

function linesOf(errors: typeof validatePlan.errors): string[] {
  return (errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
