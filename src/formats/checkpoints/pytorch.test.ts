import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../../core/fault.ts';
import { seededRandom } from '../../core/random.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { expectSense } from '../../testing/expect-sense.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { mutate } from '../../testing/mutations.ts';
import {
  call,
  code,
  dict,
  instance,
  integer,
  list,
  named,
  none,
  recall,
  remember,
  text,
  tuple,
  type Pickled,
} from '../../testing/pickle-builder.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { sharedFixture } from '../../testing/shared.ts';
import { buildTorchFile, tensor, type TorchFile } from '../../testing/torch-builder.ts';
import { buildZip } from '../../testing/zip-builder.ts';
import { readMember } from '../containers/zip-data.ts';
import { readZipMembers } from '../containers/zip.ts';
import type { FileContents } from '../format.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { pytorch } from './pytorch.ts';

const ones = { '0': new Uint8Array(Float32Array.of(1, 1, 1, 1, 1, 1).buffer) };
const vector = (length: number, key = '0') => tensor({ key, shape: [length], strides: [1] });

function read(bytes: Uint8Array, name = 'model.pt'): Promise<FileContents> {
  return pytorch.read(bytesFile(name, bytes), bytesSource(name, bytes));
}

async function tensorsOf(object: Pickled, file: TorchFile = { storages: ones }) {
  return (await read(buildTorchFile(object, file))).tensors;
}

async function namesOf(object: Pickled): Promise<string[]> {
  const tensors = await tensorsOf(object);
  return tensors.map(({ name, isOptimizerState }) => (isOptimizerState ? `(${name})` : name));
}

describe('a PyTorch file', () => {
  it('gives tensors where they lie', async () => {
    const bytes = buildTorchFile(dict({ w: tensor({ offset: 1, shape: [2, 2], strides: [2, 1] }) }), {
      storages: ones,
    });
    const { tensors, files, notices } = await read(bytes);
    expect(tensors).toEqual([
      {
        name: 'w',
        dtype: 'F32',
        shape: [2, 2],
        file: 0,
        startByte: expect.any(Number) as number,
        byteLength: 16,
      },
    ]);
    const { startByte } = tensors[0]!;
    expect(startByte % 64).toBe(4);
    expect(new DataView(bytes.buffer).getFloat32(startByte, true)).toBe(1);
    expect({ files: files.length, notices }).toEqual({ files: 1, notices: [] });
  });

  it('of a big-endian machine says so, where it matters', async () => {
    const object = dict({ w: vector(1), b: tensor({ storage: 'CharStorage', shape: [1], strides: [1] }) });
    const tensors = await tensorsOf(object, { storages: ones, byteOrder: 'big' });
    expect(tensors.map(({ byteOrder }) => byteOrder)).toEqual(['big', undefined]);
  });

  it.each([
    ['float8_e4m3fn', 'F8_E4M3'],
    ['float8_e5m2', 'F8_E5M2'],
    ['float8_e8m0fnu', 'F8_E8M0'],
    ['uint16', 'U16'],
  ])('may keep %s in untyped storage', async (dtype, expected) => {
    const [entry] = await tensorsOf(dict({ w: tensor({ dtype, shape: [3], strides: [1] }) }));
    expect(entry).toMatchObject({ name: 'w', dtype: expected, shape: [3] });
  });

  it('lists tensors of types that are not known by their bytes', async () => {
    const [entry] = await tensorsOf(
      dict({ w: tensor({ dtype: 'float4_e2m1fn_x2', shape: [9], strides: [1] }) }),
    );
    expect(entry).toMatchObject({ dtype: 'U8', shape: [24], byteLength: 24, undrawn: 'unknown-dtype' });
  });

  it('carries plain values along', async () => {
    const object = dict({
      epoch: integer(3),
      run: text('pilot'),
      nothing: none,
      model: dict({ w: vector(1) }),
    });
    const { metadata } = await read(buildTorchFile(object, { storages: ones }));
    expect(metadata).toEqual({ epoch: '3', run: 'pilot' });
  });
});

describe('names of tensors', () => {
  const state = dict({ 'a.w': vector(2), 'a.b': vector(1) });

  it.each<[string, Pickled, string[]]>([
    ['are keys of the state dict', state, ['a.w', 'a.b']],
    ['lose the dict around it', dict({ model: state, step: vector(1) }), ['a.w', 'a.b', 'step']],
    [
      'lose two dicts around it',
      dict({ checkpoint: none, net: dict({ state_dict: state }) }),
      ['a.w', 'a.b'],
    ],
    [
      'keep a dict that holds the smaller part',
      dict({ net: vector(1), model: dict({ b: vector(1) }), w: vector(6) }),
      ['net', 'model.b', 'w'],
    ],
    ['keep keys of nested dicts', dict({ encoder: dict({ w: vector(1) }) }), ['encoder.w']],
    [
      'lose a prefix that all have',
      dict({ 'module._orig_mod.w': vector(2), 'module._orig_mod.b': vector(1) }),
      ['w', 'b'],
    ],
    ['keep a prefix that some have', dict({ 'module.w': vector(2), b: vector(1) }), ['module.w', 'b']],
    ['are indices in lists', list(vector(1), tuple(vector(2))), ['0', '1.0']],
    ['are the file’s for a tensor alone', vector(1), ['model']],
    ['are made distinct', dict({ a: dict({ b: vector(1) }), 'a.b': vector(2) }), ['a.b', 'a.b (2)']],
    [
      'tell the optimiser’s state',
      dict({ state: dict({ '0': dict({ exp_avg: vector(1) }) }), param_groups: list() }),
      ['(state.0.exp_avg)'],
    ],
    [
      'tell averages from weights',
      dict({ ema: state, params: state, w: vector(1) }),
      ['a.w', 'a.b', 'w', '(ema.a.w)', '(ema.a.b)'],
    ],
    [
      'take averages where there is nothing else',
      dict({ params_ema: state, step: vector(1) }),
      ['a.w', 'a.b', 'step'],
    ],
  ])('%s', async (_, object, names) => {
    expect(await namesOf(object)).toEqual(names);
  });

  it('in objects of unknown classes are those of attributes', async () => {
    const object = instance(named('my.code', 'Checkpoint'), dict({ weights: state, note: text('x') }));
    expect(await namesOf(object)).toEqual(['a.w', 'a.b']);
  });

  it('of parameters with attributes or a class of their own are found', async () => {
    const parameter = call(named('torch._utils', '_rebuild_parameter'), vector(1), none, none);
    const subclass = call(
      named('torch._tensor', '_rebuild_from_type_v2'),
      named('torch._utils', '_rebuild_parameter'),
      named('my.code', 'Parameter'),
      tuple(vector(2), none, none),
      dict({ note: text('x') }),
    );
    expect(await namesOf(dict({ parameter, subclass }))).toEqual(['parameter', 'subclass']);
  });
});

describe('a PyTorch file of 1,000 tensors', () => {
  it('is read in a few reads, without its elements', async () => {
    const storage = new Uint8Array(40_000);
    const keys = Array.from({ length: 1000 }, (_, i) => String(i));
    const bytes = buildTorchFile(
      dict(Object.fromEntries(keys.map((key) => [`w${key}`, vector(10_000, key)]))),
      {
        storages: Object.fromEntries(keys.map((key) => [key, storage])),
        byteOrder: 'little',
      },
    );
    const count = noReads();
    const { tensors } = await pytorch.read(
      bytesFile('a.pt', bytes),
      countingSource(bytesSource('a.pt', bytes), count),
    );
    expect(tensors).toHaveLength(1000);
    expect(count.reads).toBeLessThanOrEqual(7);
    expect(count.bytes).toBeLessThan(500_000);
  });
});

describe('a hostile PyTorch file', () => {
  const shaped = (shape: readonly number[], strides = shape.map(() => 1)) =>
    buildTorchFile(dict({ w: tensor({ shape, strides }) }), { storages: ones });
  const damaged = (object: Pickled, file: TorchFile = { storages: ones }) => buildTorchFile(object, file);
  const nested = (depth: number) =>
    buildTorchFile(
      Uint8Array.from({ length: depth + 2 }, (_, i) => (i === 0 ? 0x5d : i > depth ? code('.') : 0x85)),
    );

  it.each<[string, Uint8Array, FaultCode]>([
    [
      'that calls os.system',
      damaged(dict({ w: vector(1), x: call(named('os', 'system'), text('true')) })),
      'unsafe-pickle',
    ],
    ['with a tensor longer than its storage', shaped([7]), 'tensor-size-mismatch'],
    [
      'with an offset behind its storage',
      damaged(dict({ w: tensor({ offset: 6, shape: [1], strides: [1] }) })),
      'tensor-size-mismatch',
    ],
    ['with strides that lead out of its storage', shaped([2, 2], [1, 2 ** 52]), 'tensor-size-mismatch'],
    ['with more elements than can be counted', shaped([2 ** 40, 2 ** 40]), 'over-limit'],
    ['with a size beyond exact numbers', shaped([2 ** 60]), 'malformed'],
    ['with a size below zero', shaped([-1]), 'malformed'],
    ['with too many axes', shaped(new Array<number>(65).fill(1)), 'malformed'],
    ['with fewer strides than axes', shaped([1, 1], [1]), 'malformed'],
    ['without the storage', damaged(dict({ w: vector(1, '7') })), 'malformed'],
    [
      'with no storage in place of one',
      damaged(call(named('torch._utils', '_rebuild_tensor_v2'), none, integer(0))),
      'malformed',
    ],
    [
      'of a strange byte order',
      damaged(dict({ w: vector(1) }), { storages: ones, byteOrder: 'middle' }),
      'malformed',
    ],
    ['that nests without end', nested(1_000_000), 'over-limit'],
    [
      'with a pickle that unpacks beyond measure',
      buildZip([{ name: 'a/data.pkl', bytes: new Uint8Array(100_000_001), isDeflated: true }]),
      'over-limit',
    ],
    ['without a pickle', buildZip([{ name: 'a/data/0', bytes: new Uint8Array(4) }]), 'unsupported-format'],
  ])('%s ends in a fault', async (_, bytes, fault) => {
    expect(await faultOf(() => read(bytes))).toBe(fault);
  });

  it('that doubles itself sixty times is walked once', async () => {
    const doubled = Array.from({ length: 60 }).reduce<Pickled>(
      (inner) => [...inner, code('2'), 0x86],
      vector(1),
    );
    const names = await namesOf(doubled);
    // The innermost pair is the only one that refers to the tensor itself.
    expect(names).toEqual([`${'0.'.repeat(59)}0`, `${'0.'.repeat(59)}1`]);
  });

  it('that contains itself is walked once', async () => {
    expect(
      await namesOf(instance(remember(0, named('a', 'B')), dict({ w: vector(1), self: recall(0) }))),
    ).toEqual(['w']);
    const loop = [...remember(0, [code(']')]), ...recall(0), code('a'), ...vector(1), code('a')];
    expect(await namesOf(loop)).toEqual(['1']);
  });

  it('that names one tensor a hundred thousand times lists aliases', async () => {
    const again = new Array<Pickled>(99_999).fill(recall(0));
    const tensors = await tensorsOf(tuple(remember(0, vector(1)), ...again));
    expect(tensors).toHaveLength(100_000);
    expect(tensors.filter(({ aliasOf }) => aliasOf === '0')).toHaveLength(99_999);
  });
});

describe('a damaged pickle in a sound archive', () => {
  it.each(['training-state.pt', 'views.pt', 'dtypes.pt', 'module.pt', 'odds.pt'])('of %s', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`fixtures/pytorch/${name}`, import.meta.url)));
    const source = bytesSource(name, bytes);
    const members = [...(await readZipMembers(source)).values()];
    const contents = new Map<string, Uint8Array>();
    for (const member of members)
      contents.set(member.name.replace(/^[^/]*\//, ''), await readMember(source, member));
    const storages = Object.fromEntries(
      [...contents].flatMap(([key, data]) =>
        key.startsWith('data/') ? [[key.slice('data/'.length), data]] : [],
      ),
    ) as Record<string, Uint8Array>;
    const object = contents.get('data.pkl')!;
    const random = seededRandom(11);
    let readable = 0;
    for (let mutant = 0; mutant < 400; mutant++) {
      const outcome = await read(buildTorchFile(mutate(object, random, object), { storages })).catch(
        (error: unknown) => error,
      );
      if (outcome instanceof Error) {
        expect(outcome, `mutant ${mutant}`).toBeInstanceOf(Fault);
      } else {
        expectSense(outcome as FileContents);
        readable++;
      }
    }
    expect(readable).toBeGreaterThan(0);
  });
});

const mixtral = sharedFixture('fixtures/torch/tiny_moe_f32.pt');
const fortran = sharedFixture('fixtures/torch/fortran_tensor_3d.pth');

describe('files of other writers', () => {
  it.skipIf(mixtral === null)('Mixtral’s names (skipped without the shared fixtures)', async () => {
    const { tensors } = await read(new Uint8Array(readFileSync(mixtral!)));
    expect(tensors).toHaveLength(26);
    expect(tensors[1]).toEqual({
      name: 'model.layers.0.block_sparse_moe.experts.0.w1.weight',
      dtype: 'F32',
      shape: [32, 16],
      file: 0,
      startByte: 3584,
      byteLength: 2048,
    });
  });

  it.skipIf(fortran === null)(
    'columns first, by PyTorch 2 (skipped without the shared fixtures)',
    async () => {
      const { tensors } = await read(new Uint8Array(readFileSync(fortran!)));
      expect(tensors).toEqual([
        {
          name: 'tensor_fortran',
          dtype: 'I64',
          shape: [2, 3, 4],
          file: 0,
          startByte: 512,
          byteLength: 192,
          strides: [1, 2, 6],
        },
      ]);
    },
  );

  it('TorchScript is told from them', async () => {
    const bytes = readFileSync(new URL('fixtures/pytorch/torchscript.pt', import.meta.url));
    expect(await faultOf(() => read(new Uint8Array(bytes)))).toBe('unsupported-format');
  });
});
