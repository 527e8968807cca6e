import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/command-line.ts';
import type { PlanReport } from '../plan-report.ts';

const gaussian = resolve(import.meta.dirname, '../../../public/samples/gaussian.safetensors');
const half = { name: 'half', actions: [{ kind: 'weights', amount: { kind: 'keep', fraction: 0.5 } }] };

let folder = '';
let plan = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-report-'));
  plan = join(folder, 'plan.json');
  await writeFile(plan, JSON.stringify(half));
});

afterAll(() => rm(folder, { recursive: true }));

describe('plan --report', () => {
  it.each(['report.html', 'report.md'])('writes %s with the figures that --json has', async (name) => {
    const path = join(folder, name);
    const { code, stdout } = await runCommandLine([
      'plan',
      gaussian,
      '--plan',
      plan,
      '--json',
      '--report',
      path,
    ]);
    expect(code).toBe(0);
    const { kept } = JSON.parse(stdout) as PlanReport;
    const text = await readFile(path, 'utf8');
    expect(text).toContain('half: pruning gaussian');
    expect(text).toContain(`${(100 * kept.mass.value).toFixed(1)} %`);
    expect(text.includes('<svg')).toBe(name.endsWith('.html'));
  });

  it('has to be told by its name what it is to be', async () => {
    const { code, stderr } = await runCommandLine([
      'plan',
      gaussian,
      '--plan',
      plan,
      '--report',
      'report.pdf',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('a name that ends in .html or .md');
  });
});
