import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../../core/fault.ts';
import { seededRandom } from '../../core/random.ts';
import {
  call,
  code,
  dict,
  instance,
  list,
  named,
  none,
  pickle,
  recall,
  remember,
  text,
  tuple,
  type Pickled,
} from '../../testing/pickle-builder.ts';
import { faultOf } from '../../testing/fault-of.ts';
import pickles from './fixtures/pickles.json' with { type: 'json' };
import { PickleObject, type PickleValue } from './pickle-values.ts';
import { parsePickle } from './pickle.ts';

const parse = (bytes: Uint8Array | Pickled) =>
  parsePickle(bytes instanceof Uint8Array ? bytes : pickle(bytes), 'a.pkl');

function decode(base64: string): PickleValue {
  return parse(new Uint8Array(Buffer.from(base64, 'base64')));
}

/** Instructions given as text and bytes. */
function instructions(...parts: readonly (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, code) : part)));
}

describe.each(pickles.protocols.map((base64, protocol) => [protocol, base64] as const))(
  'a pickle of protocol %i',
  (_, base64) => {
    const value = decode(base64) as Map<PickleValue, PickleValue>;
    const at = (key: PickleValue) => value.get(key);

    it('keeps plain values', () => {
      expect(at('integers')).toEqual([
        ...[0, -1, 255, 256, 65535, 65536, -(2 ** 31), 2 ** 31],
        ...[2n ** 53n, -(2n ** 53n), 2n ** 64n, -(2n ** 1000n)],
      ]);
      expect(at('floats')).toEqual([0.5, -0, 1e300, Infinity, -Infinity]);
      expect(at('constants')).toEqual([null, true, false]);
      expect(at('texts')).toEqual(['', 'plain', 'größe', "日本\n'\\", '\u{1f600}', 'x'.repeat(300)]);
      expect(at('bytes')).toEqual([new Uint8Array(0), Uint8Array.of(0, 255), new Uint8Array(300)]);
    });

    it('keeps containers', () => {
      expect(at('tuples')).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
      expect(at('set')).toEqual(new Set([1]));
      expect(at('frozenset')).toEqual(new Set([2]));
      expect(at('ordered')).toEqual(
        new Map([
          ['b', 1],
          ['a', 2],
        ]),
      );
      expect(at('default')).toEqual(new Map([['k', [1]]]));
      expect(at(7)).toEqual(new Map([['nested', new Map()]]));
    });

    it('keeps what is shared, and what contains itself', () => {
      const [first, second] = at('shared') as PickleValue[];
      expect(first).toEqual(['shared']);
      expect(second).toBe(first);
      const loop = at('loop') as PickleValue[];
      expect(loop[0]).toBe(loop);
    });

    it('writes objects of unknown classes down', () => {
      expect(at('options')).toMatchObject({ calls: '__main__.Options', state: new Map([['depth', 3]]) });
    });
  },
);

describe('a pickle', () => {
  it('keeps what subclasses of list and dict hold', () => {
    const value = decode(pickles.protocols[4]!) as Map<string, PickleObject>;
    expect(value.get('names')!.items).toEqual(['a', 'b']);
    expect(value.get('table')!.entries).toEqual(new Map([['k', 1]]));
  });

  it('takes arguments by name', () => {
    for (const base64 of pickles.withNames) expect(decode(base64)).toBeInstanceOf(PickleObject);
  });

  it('of protocol 5 may hold a bytearray', () => {
    expect(decode(pickles.bytearray)).toEqual(Uint8Array.of(1, 2));
  });

  it.each<[string, Uint8Array, PickleValue]>([
    [
      'strings',
      instructions("(S'a\\x41\\n\\'\\\\'\nU", 2, [0xe9, 0x80], 'T', [1, 0, 0, 0], 'z', 't.'),
      ["aA\n'\\", 'é\x80', 'z'],
    ],
    [
      'long integers',
      instructions('(L-12L\nI7\nL123456789012345678901234567890L\nl.'),
      [-12, 7, 123456789012345678901234567890n],
    ],
    ['truth', instructions('(I01\nI00\nl.'), [true, false]],
    ['floats', instructions('(F1e3\nFnan\nF-inf\nl.'), [1000, NaN, -Infinity]],
    ['dicts', instructions("(S'k'\nI1\nd."), new Map([['k', 1]])],
    ['the empty integer', instructions([0x8a, 0], '.'), 0],
    ['negative integers', instructions([0x8a, 2, 0x00, 0xff], '.'), -256],
    ['values that are dropped', instructions('I1\nI2\n0(I3\nI4\n1(0.'), 1],
    ['values twice', instructions('I5\n2', 0x86, '.'), [5, 5]],
  ])('of Python 2 may hold %s', (_, bytes, value) => {
    expect(parse(bytes)).toEqual(value);
  });

  it('made by OBJ and INST is a call', () => {
    for (const bytes of [instructions('(cmodule\nType\nI1\no.'), instructions('(I1\nimodule\nType\n.')]) {
      expect(parse(bytes)).toMatchObject({ calls: 'module.Type', args: [1] });
    }
  });
});

describe('a pickle that asks for code', () => {
  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['nt', 'system'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'execfile'],
    ['builtins', '__import__'],
    ['builtins', 'open'],
    ['runpy', '_run_code'],
    ['shutil', 'rmtree'],
    ['sys', 'exit'],
    ['socket', 'socket'],
    ['webbrowser', 'open'],
    ['importlib', 'import_module'],
    ['importlib.util', 'find_spec'],
    ['pickle', 'loads'],
    ['_pickle', 'loads'],
    ['torch', 'load'],
    ['torch.serialization', 'load'],
    ['torch.jit', 'load'],
    ['torch.jit._script', 'script'],
    ['torch.hub', 'load'],
    ['numpy', 'load'],
    ['numpy.testing._private.utils', 'runstring'],
    ['types', 'FunctionType'],
    ['operator', 'methodcaller'],
    ['torch.serialization', 'os.system'],
    ['collections', 'OrderedDict.__init__.__globals__'],
    ['builtins', 'dict.__class__.eval'],
  ])('%s.%s is refused', (module, name) => {
    const path = `${module}.${name}`;
    const plain = pickle(call(named(module, name), text('x')));
    const byStack = instructions(...[module, name].flatMap((each) => [[0x8c, each.length], each]), 0x93, '.');
    for (const bytes of [plain, byStack]) {
      expect(() => parse(bytes)).toThrow(
        expect.objectContaining({ code: 'unsafe-pickle', facts: { file: 'a.pkl', global: path } }),
      );
    }
  });

  it('by way of getattr is refused, by what it leads to', async () => {
    const getattr = named('builtins', 'getattr');
    const harmless = call(getattr, named('torch._C', '_VariableFunctions'), text('relu'));
    expect(parse(harmless)).toMatchObject({ path: 'torch._C._VariableFunctions.relu' });
    const steps = call(getattr, call(getattr, named('torch', 'serialization'), text('os')), text('system'));
    expect(await faultOf(() => parse(steps))).toBe('unsafe-pickle');
    expect(await faultOf(() => parse(call(getattr, call(named('some', 'thing')), text('run'))))).toBe(
      'unsafe-pickle',
    );
    expect(await faultOf(() => parse(call(getattr, named('a', 'b'), text('x'.repeat(1000)))))).toBe(
      'unsafe-pickle',
    );
  });

  it('is told from one that carries settings', () => {
    const settings = dict({
      args: instance(named('argparse', 'Namespace'), dict({ lr: none })),
      config: instance(named('omegaconf.dictconfig', 'DictConfig'), dict({})),
      path: call(named('pathlib', 'PosixPath'), text('a')),
      optimizer: instance(named('torch.optim.adamw', 'AdamW'), dict({})),
      activation: call(named('functools', 'partial'), named('torch.nn.functional', 'gelu')),
      version: call(named('torch.torch_version', 'TorchVersion'), text('2.6')),
    });
    expect(
      [...(parse(settings) as Map<PickleValue, PickleValue>).values()].every(
        (each) => each instanceof PickleObject,
      ),
    ).toBe(true);
  });
});

describe('a hostile pickle', () => {
  it.each<[string, Uint8Array, FaultCode]>([
    ['that is empty', new Uint8Array(0), 'malformed'],
    ['that does not end', instructions('N'), 'malformed'],
    ['with an unknown instruction', instructions(0xff), 'malformed'],
    ['that leaves nothing', instructions('.'), 'malformed'],
    ['that takes what lies under a mark', instructions('N(', 0x85, '.'), 'malformed'],
    ['that closes what is not open', instructions('t.'), 'malformed'],
    ['with a text longer than itself', instructions('X', [255, 255, 255, 255], '.'), 'malformed'],
    ['with a text of exabytes', instructions(0x8d, [0, 0, 0, 0, 0, 0, 0, 128], '.'), 'malformed'],
    ['with a line without end', instructions('Ieverything'), 'malformed'],
    ['with an entry that was never kept', instructions('h', 5, '.'), 'malformed'],
    ['with an entry without a number', instructions('Npx\n.'), 'malformed'],
    ['with a key without a value', instructions('}(Nu.'), 'malformed'],
    ['that appends to a number', instructions('I1\nNa.'), 'malformed'],
    ['that sets an entry of a list', instructions(']NNs.'), 'malformed'],
    ['that adds to a list', instructions('](N', 0x90, '.'), 'malformed'],
    ['that calls nothing', instructions('(o.'), 'malformed'],
    ['that calls with no list', instructions('NNR.'), 'malformed'],
    ['that names with numbers', instructions('I1\nI2\n', 0x93, '.'), 'malformed'],
    ['with an integer in words', instructions('Iseven\n.'), 'malformed'],
    ['with a float in words', instructions('Fhalf\n.'), 'malformed'],
    ['with a string without quotes', instructions('Sabc\n.'), 'malformed'],
    ['with an integer of gigabytes', instructions(0x8b, [0, 0, 0, 64], '.'), 'over-limit'],
    ['of too many lists', new Uint8Array(4_000_001).fill(code(']')), 'over-limit'],
    ['that is too long', new Uint8Array(100_000_001), 'over-limit'],
  ])('%s ends in a fault', async (_, bytes, fault) => {
    expect(await faultOf(() => parse(bytes))).toBe(fault);
  });

  it('that copies a long list again and again is stopped by what that costs', async () => {
    const long = remember(0, list(...Array.from({ length: 10_000 }, () => none)));
    const copies = Array.from({ length: 5_000 }, () => call(named('builtins', 'list'), recall(0)));
    expect(await faultOf(() => parse(tuple(long, ...copies)))).toBe('over-limit');
  });

  it('that nests a million deep is data like any other', () => {
    const depth = 1_000_000;
    const bytes = new Uint8Array(depth + 2).fill(0x85);
    bytes[0] = code('N');
    bytes[depth + 1] = code('.');
    let value = parse(bytes);
    for (let i = 0; i < depth; i++) value = (value as PickleValue[])[0]!;
    expect(value).toBeNull();
  });

  it('that doubles itself sixty times stays small', () => {
    const doubled = Array.from({ length: 60 }).reduce<Pickled>((inner) => [...inner, code('2'), 0x86], none);
    const value = parse(doubled) as PickleValue[];
    expect(value[0]).toBe(value[1]);
  });

  it('of random instructions ends in a value or a fault', () => {
    const random = seededRandom(7);
    const outcomes = { values: 0, faults: 0 };
    const common = instructions('(]})N.', [0x85, 0x86, 0x8f, 0x81, 0x94, 0x88], 'tldseauRbqhK20');
    for (let program = 0; program < 20_000; program++) {
      const bytes = Uint8Array.from({ length: 40 }, () =>
        random.uniform() < 0.9 ? common[random.below(common.length)]! : random.below(256),
      );
      try {
        parse(bytes);
        outcomes.values++;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        outcomes.faults++;
      }
    }
    expect(outcomes.values).toBeGreaterThan(200);
    expect(outcomes.faults).toBeGreaterThan(200);
  });
});
