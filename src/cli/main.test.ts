import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine, startCommandLine } from '../testing/command-line.ts';
import { serve, withRanges, type Answer } from '../testing/file-server.ts';
import { fileOf, fileWithHeader } from '../testing/safetensors-files.ts';

const goldenFile = fileURLToPath(new URL('golden/mixed.safetensors', import.meta.url));

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-cli-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('help', () => {
  it.each([[['--help']], [['scan', '--at', '7', '-h']]])('for %j goes to stdout', async (args) => {
    const { code, stdout, stderr } = await runCommandLine(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: npm run --silent cli -- /);
  });
});

describe('wrong usage', () => {
  const cases: readonly [readonly string[], RegExp][] = [
    [['sacn'], /No command “sacn”/],
    [['scan'], /Which checkpoint\?/],
    [['scan', '--scope', 'layer:9', '--json', goldenFile], /layer:9: there is no such weight in mixed/],
    [['scan', '--out', join(tmpdir(), 'no', 'such', 'folder.json'), goldenFile], /can’t be written/],
  ];
  it.each(cases)('such as %j ends with 2 and usage on stderr', async (args, words) => {
    const { code, stdout, stderr } = await runCommandLine(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/\nUsage: npm run --silent cli -- /);
  });
});

describe('what can’t be read', () => {
  it('is told by code and words on stderr, and ends with 1', async () => {
    const whole = await readFile(goldenFile);
    const cut = await write('cut.safetensors', whole.subarray(0, whole.length - 1));
    const lie = await write('lie.safetensors', fileWithHeader('{"a":', { dataBytes: 8 }));
    const { code, stdout, stderr } = await runCommandLine(['scan', cut, lie, join(folder, 'gone.pt')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error tensor-outside-file: A tensor lies outside its file\n {2}cut\.safetensors: /m,
    );
    expect(stderr).toMatch(/^error malformed: The safetensors file is damaged\n {2}lie\.safetensors: /m);
    expect(stderr).toMatch(/^error file-unreadable: .+\n {2}gone\.pt: there is no such file\./m);
  });

  it('does not keep the rest from being read', async () => {
    const args = ['scan', '--json', join(folder, 'gone.pt'), goldenFile];
    const { code, stdout, stderr } = await runCommandLine(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'mixed' });
    expect(stderr).toMatch(/^error file-unreadable/);
  });
});

describe('results', () => {
  it('are a table for people', async () => {
    const { code, stdout, stderr } = await runCommandLine(['scan', goldenFile, '--at', '0.01,0.5']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note family-guessed \(mixed\): .+(\n {2}.+)+\n$/);
    expect(stdout).toMatchInlineSnapshot(`
      "mixed
        format  safetensors, 1 file, 34.6 kB, fingerprint c3ec88dbabe452cc
        family  Mixtral, 2 layers, 4 experts a layer
        holds   33 tensors, 10.5k parameters

                        tensors  elements    zero  not finite  mean |w|  largest |w|
        experts              24     9.22k   9.4 %         126     0.027        0.586
        routers               2       128  13.3 %           0    0.0142       0.0813
        other matrices        3     1.15k  11.5 %           0     0.019        0.197
        vectors               2        32   3.1 %           0    0.0269       0.0894
        not read              2        10

        experts: 9,090 weights, largest first
        kept  of the mass  down to |w|
         1 %       9.57 %        0.234
        50 %      91.37 %       0.0137
        Half of the mass is in 10.8 % of them, 90 % in 47.4 %.
        Shares of mass are exact to 6e-4 %.
      "
    `);
  });

  it('of a sample say so', async () => {
    const { stdout } = await runCommandLine(['scan', goldenFile, '--sample']);
    expect(stdout).toMatch(/^mixed \(estimated from a sample of its blocks\)\n/);
    expect(stdout).not.toMatch(/exact/);
  });

  it('are alone on stdout: what is to be known besides is on stderr', async () => {
    const path = await write('odd.safetensors', fileOf([['x.experts_like.y', 'F32', [2, 2]]]));
    const { code, stdout, stderr } = await runCommandLine(['scan', '--json', path]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ family: 'dense', notices: [{ code: 'family-unknown' }] });
    expect(stderr).toMatch(/^note family-unknown \(odd\): /);
  });

  it('go into a file instead, which is emptied before', async () => {
    const out = await write('out.json', new Uint8Array(1_000_000).fill(0x20));
    const other = await write('other.safetensors', await readFile(goldenFile));
    const { code, stdout, stderr } = await runCommandLine(['scan', goldenFile, other, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^note family-guessed/);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(['mixed', 'other']);
  });

  it('that nobody reads to their end are no error', async () => {
    const specs = Array.from(
      { length: 4000 },
      (_, i) => [`model.layers.${i}.mlp.up_proj.weight`, 'BF16', [1, 1]] as const,
    );
    const { child, ended } = startCommandLine([
      'scan',
      '--json',
      await write('many.safetensors', fileOf(specs)),
    ]);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('are of paths as they are meant where npm was called', async () => {
    const env = { npm_lifecycle_event: 'cli', INIT_CWD: dirname(goldenFile) };
    const { code } = await runCommandLine(['scan', basename(goldenFile)], { cwd: folder, env });
    expect(code).toBe(0);
  });
});

describe('an address', () => {
  it('is read in ranges, to the same result as the file', async () => {
    await using server = await serve({ '/mixed.safetensors': withRanges(await readFile(goldenFile)) });
    const remote = await runCommandLine(['scan', '--json', `${server.origin}/mixed.safetensors`]);
    const local = await runCommandLine(['scan', '--json', goldenFile]);
    expect(remote).toEqual(local);
    const asked = server.requests.filter((request) => request.includes('mixed'));
    expect(asked.every((request) => /bytes=\d+-\d+$/.test(request))).toBe(true);
  });

  it('that is not there, or only sent whole, is told', async () => {
    const bytes = await readFile(goldenFile);
    await using server = await serve({ '/whole.safetensors': (_, response) => void response.end(bytes) });
    const addresses = ['gone', 'whole'].map((name) => `${server.origin}/${name}.safetensors`);
    const { code, stdout, stderr } = await runCommandLine(['scan', ...addresses]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error http-status: .+404/m);
    expect(stderr).toMatch(/^error no-range-support: /m);
  });
});

/** Large enough for several threads. */
const sides = [5000, 4000] as const;
const elements = sides[0] * sides[1];
const names = ['a', 'b', 'c', 'd'].map((name) => `${name}.weight`);

/** Four bf16 tensors, all zeros but for what is put in them. A sparse file, where the system has such. */
async function writeLarge(path: string): Promise<number> {
  const header = Object.fromEntries(
    names.map((name, i) => {
      const data_offsets = [2 * elements * i, 2 * elements * (i + 1)];
      return [name, { dtype: 'BF16', shape: sides, data_offsets }];
    }),
  );
  const head = fileWithHeader(JSON.stringify(header));
  const file = await open(path, 'w');
  await file.write(head);
  await file.truncate(head.length + 2 * elements * names.length);
  await file.close();
  return head.length;
}

describe('a large checkpoint', () => {
  it('is counted once by all threads together', async () => {
    const path = join(folder, 'large.safetensors');
    const start = await writeLarge(path);
    const file = await open(path, 'r+');
    // 1.0, 2.0 and 4.0 as bf16, at ends and in the middle, each tensor with one more of each
    const codes = Uint16Array.of(0x3f80, 0x4000, 0x4080);
    for (const [tensor] of names.entries()) {
      for (let place = 0; place <= tensor; place++) {
        const element = Math.floor((place / names.length) * elements);
        await file.write(codes, 0, 6, start + 2 * (tensor * elements + element));
      }
    }
    await file.close();
    const args = ['scan', path, '--json', '--count', 'nonzero', '--at', '0.1,0.5,1'];
    const { code, stdout } = await runCommandLine(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { zeros: 4 * elements - 30, nonFinite: 0, parameters: 4 * elements },
      curve: {
        weights: 30,
        errorBound: 0,
        points: [
          [0.1, 12 / 70],
          [0.5, 50 / 70],
          [1, 1],
        ],
      },
      tensors: names.map((name, i) => ({
        name,
        zeros: elements - 3 * (i + 1),
        l1: 7 * (i + 1),
        l2: Math.sqrt(21 * (i + 1)),
        maxAbs: 4,
      })),
    });
  });

  it('that fails in one thread fails, and ends', async () => {
    const path = join(folder, 'failing.safetensors');
    const start = await writeLarge(path);
    const honest = withRanges(await readFile(path));
    const failing: Answer = (request, response) => {
      const isElements = Number(/=(\d+)-/.exec(request.headers.range ?? '')?.[1]) >= start + 2 * elements;
      if (isElements) response.writeHead(500).end();
      else honest(request, response);
    };
    await using server = await serve({ '/failing.safetensors': failing });
    const { code, stdout, stderr } = await runCommandLine(['scan', `${server.origin}/failing.safetensors`]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error http-status: .+500/m);
  });
});

it('ends at once with 130 when interrupted', async () => {
  const honest = withRanges(await readFile(goldenFile));
  let start: (() => void) | undefined;
  const isReading = new Promise<void>((resolve) => (start = resolve));
  // the first bytes are sent, and then nothing more
  const stalling: Answer = (request, response) => {
    if (request.headers.range?.startsWith('bytes=0-') === true) honest(request, response);
    else start?.();
  };
  await using server = await serve({ '/stalling.safetensors': stalling });
  const { child, ended } = startCommandLine(['scan', `${server.origin}/stalling.safetensors`]);
  await isReading;
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
});
