import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSummaryFile } from '../../core/summary-file.ts';
import { runCommandLine } from '../../testing/command-line.ts';

const root = resolve(import.meta.dirname, '../../..');

let folder = '';
let model = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-merge-'));
  model = join(folder, 'mixtral.safetensors');
  await cp(join(root, 'public/samples/heavy-tailed.safetensors'), model);
});

afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommandLine(args, { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function scanParts(of: number, name: string, ...options: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (let part = 1; part <= of; part++) {
    files.push(join(folder, `${name}-${part}.moepart`));
    expect(await run('scan', model, '--part', `${part}/${of}`, '--out', files.at(-1)!, ...options)).toBe('');
  }
  return files;
}

describe('parts of a scan, merged', () => {
  it.each([
    ['everything', 3, []],
    ['a scope', 4, ['--scope', 'layer:1+routers']],
    ['a sample', 3, ['--sample', '0.2']],
  ] as const)('report what one scan reports, byte by byte: %s', async (name, of, options) => {
    const files = await scanParts(of, name.slice(0, 5), ...options);
    for (const look of [[], ['--json', '--count', 'nonzero']]) {
      const whole = await run('scan', model, ...options, ...look);
      expect(whole.length).toBeGreaterThan(400);
      expect(await run('merge', ...files.toReversed(), ...look)).toBe(whole);
    }
  });

  it('save the summary that one scan saves', async () => {
    const files = await scanParts(4, 'save');
    await run('merge', ...files, '--save', join(folder, 'merged'));
    await run('scan', model, '--save', join(folder, 'whole.moescope'));
    const merged = await readFile(join(folder, 'merged.moescope'));
    expect(merged.equals(await readFile(join(folder, 'whole.moescope')))).toBe(true);
    const { catalogue, summary } = decodeSummaryFile(merged);
    expect(catalogue.name).toBe('mixtral');
    expect(summary.classes.map(({ name }) => name).sort()).toEqual([
      'expert/down',
      'expert/gate',
      'expert/up',
      'other',
      'router',
    ]);
    expect(merged.length / catalogue.tensors.names.length).toBeLessThan(600);
  });

  it('are asked for where they are missing, and refused where they are none', async () => {
    const [first, second, third] = await scanParts(3, 'miss');
    const missing = await runCommandLine(['merge', first!, third!]);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('Part 2 of 3 is missing');
    const doubled = await runCommandLine(['merge', first!, second!, second!, third!]);
    expect(doubled.stderr).toContain('Part 2 of 3 is there twice');
    const other = join(folder, 'other.moepart');
    await run('scan', join(root, 'public/samples/gaussian.safetensors'), '--part', '2/3', '--out', other);
    const mixed = await runCommandLine(['merge', first!, other, third!]);
    expect(mixed.stderr).toContain('is of another checkpoint than');
    await writeFile(other, 'no part');
    const foreign = await runCommandLine(['merge', other]);
    expect(foreign).toMatchObject({ code: 1, stdout: '' });
    expect((await runCommandLine(['merge'])).code).toBe(2);
  });
});

/** The block of the documentation that runs this program, as a person would copy it. */
async function documented(program: string): Promise<string> {
  const text = await readFile(join(root, 'docs/parts.md'), 'utf8');
  const blocks = Array.from(text.matchAll(/```sh\n(.*?)```/gs), ([, block]) => block!);
  const block = blocks.find((lines) => lines.includes(`| ${program} `));
  if (block === undefined) throw new Error(`docs/parts.md does not run ${program}`);
  return block;
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

describe.each(['parallel', 'xargs'])('the documented way with %s', (program) => {
  it.skipIf(!isInstalled(program))(
    'comes to what one scan says',
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'moe-scope-home-'));
      const work = await mkdtemp(join(tmpdir(), 'moe-scope-work-'));
      await symlink(root, join(home, 'moe-scope'));
      await cp(model, join(work, 'mixtral.safetensors'));
      // before machines fan out, one has built
      const whole = await run('scan', model);
      const env = { ...process.env, HOME: home };
      const { status, stdout, stderr } = spawnSync('bash', ['-c', await documented(program)], {
        cwd: work,
        env,
        encoding: 'utf8',
      });
      expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: whole });
      await Promise.all([home, work].map((path) => rm(path, { recursive: true })));
    },
    180_000,
  );
});
