/** The table of traces in the README says what the registry holds; `npx vitest run readme-table -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { markdownTable } from '../../testing/markdown-table.ts';
import { traceFormats } from './index.ts';

const readme = join(import.meta.dirname, '../../../README.md');
const BEGIN = '<!-- traces: written by src/formats/traces/readme-table.test.ts -->';
const END = '<!-- /traces -->';

it('is in the README', async () => {
  const rows = traceFormats
    .map(({ name, gives, source }) => [`[${name}](${source})`, gives])
    .sort(([a = ''], [b = '']) => a.localeCompare(b, 'en'));
  const table = markdownTable([['trace', 'what of it is read'], ...rows]);
  const text = readFileSync(readme, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  expect(begin).toBeGreaterThan(0);
  expect(end).toBeGreaterThan(begin);
  const written = `${text.slice(0, begin)}${BEGIN}\n\n${table}\n\n${text.slice(end)}`;
  await expect(written).toMatchFileSnapshot(readme);
});
