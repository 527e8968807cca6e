/** The published schema of what `trace --json` writes, made strict: what is written must be described there. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { withoutOthers, type Schema } from './scan-schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../public/schemas/trace-1.schema.json', import.meta.url), 'utf8'),
) as Schema;

const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  withoutOthers(schema) as Schema,
);

/** One line for each thing in a report that its schema does not allow. */
export function traceViolationsOf(report: unknown): string[] {
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
