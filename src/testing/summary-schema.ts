/** The published schema of a summary file's manifest. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { withoutOthers, type Schema } from './scan-schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../public/schemas/summary-1.schema.json', import.meta.url), 'utf8'),
) as Schema;

const options = { allErrors: true, strict: true, allowUnionTypes: true };
const validate = new Ajv2020(options).compile(withoutOthers(schema) as Schema);

/** One line for each thing in a manifest that its schema does not allow or describe. */
export function manifestViolations(manifest: unknown): string[] {
  validate(manifest);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
