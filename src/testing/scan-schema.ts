/** The published schema of the command line's output, made strict: what is written must be described there. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

export type Schema = Readonly<Record<string, unknown>>;

export const scanSchema = JSON.parse(
  readFileSync(new URL('../../public/schemas/scan-1.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** Readers of a version must expect further fields; its writer may not have any that are not described. */
export function withoutOthers(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutOthers);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutOthers(value)]));
  return 'properties' in inner ? { ...inner, unevaluatedProperties: false } : inner;
}

const { statistics, ...definitions } = scanSchema.$defs as Schema;

// Statistics are part of other objects, and know only their own fields.
const strictSchema = {
  ...(withoutOthers({ ...scanSchema, $defs: {} }) as Schema),
  $defs: { ...definitions, statistics },
};

const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(strictSchema);

/** One line for each thing in a report that its schema does not allow. */
export function violationsOf(report: unknown): string[] {
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
