/** `scan --map`: a checkpoint whose names say nothing, read as a person says, in one go and in parts. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeSummaryFile } from '../../core/summary-file.ts';
import { runCommandLine } from '../../testing/command-line.ts';
import { fileOf } from '../../testing/safetensors-files.ts';

const rules =
  'stage{layer}/w{expert}u>expert/up;stage{layer}/w{expert}d>expert/down;stage{layer}/pick>router';

let folder = '';
let model = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-mapped-'));
  model = join(folder, 'odd.safetensors');
  const stage = (layer: number) => [
    ...[0, 1, 2].flatMap((expert) => [
      [`stage${layer}/w${expert}u`, 'F32', [4, 6]] as const,
      [`stage${layer}/w${expert}d`, 'F32', [6, 4]] as const,
    ]),
    [`stage${layer}/pick`, 'F32', [3, 6]] as const,
  ];
  await writeFile(model, fileOf([...stage(0), ...stage(1)]));
});

afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommandLine(args, { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

it('finds the experts that the rules name', async () => {
  const report = JSON.parse(await run('scan', model, '--json', '--map', rules)) as Record<string, unknown>;
  expect(report.structure).toMatchObject({ layers: 2, expertsPerLayer: 3 });
  expect(report.curve).toMatchObject({ scope: 'experts', weights: 2 * 3 * 48 });
});

it('comes to the same in more parts than there is to read, and saves it as it was read', async () => {
  const parts = ['1', '2', '3'].map((part) => join(folder, `${part}.moepart`));
  for (const [i, out] of parts.entries()) {
    await run('scan', model, '--map', rules, '--part', `${i + 1}/3`, '--out', out);
  }
  const whole = await run('scan', model, '--map', rules, '--json', '--save', join(folder, 'whole'));
  expect(await run('merge', ...parts, '--json', '--save', join(folder, 'merged'))).toBe(whole);
  const [saved, merged] = await Promise.all(
    ['whole', 'merged'].map((name) => readFile(join(folder, `${name}.moescope`))),
  );
  expect(merged!.equals(saved!)).toBe(true);
  const { catalogue } = decodeSummaryFile(saved!);
  expect(catalogue.structure).toMatchObject({ expertsPerLayer: 3, moeLayers: [0, 1] });
  await run('scan', model, '--part', '1/3', '--out', parts[0]!);
  const mixed = await runCommandLine(['merge', ...parts]);
  expect(mixed).toMatchObject({ code: 1, stdout: '' });
});

it('refuses a rule that no name fits', async () => {
  const { code, stdout, stderr } = await runCommandLine(['scan', model, '--map', 'stage{layer}/no>router']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('stage{layer}/no');
});
