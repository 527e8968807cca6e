import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLengthOf } from '../../core/dtype.ts';
import { Fault, notice } from '../../core/fault.ts';
import { elementCount } from '../../core/tensor.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { bytesFile, fileOf, fileWithHeader } from '../../testing/safetensors-files.ts';
import { sharedFixture } from '../../testing/shared.ts';
import { MAX_SAFETENSORS_HEADER_BYTES } from '../limits.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { safetensors, safetensorsDtypes } from './safetensors.ts';
import { encodeSafetensors, type TensorBytes } from './safetensors-writer.ts';

const NAME = 'unknown';

function read(bytes: Uint8Array, source = bytesSource(NAME, bytes)) {
  return safetensors.read(bytesFile(NAME, bytes), source);
}

function recognises(bytes: Uint8Array): boolean {
  return safetensors.recognises({ name: NAME, size: bytes.length, head: bytes.subarray(0, 1024) });
}

const fixture = sharedFixture('fixtures/safetensors/jfk-codes.safetensors');

describe.skipIf(fixture === null)('a file of the reference writer (needs the shared fixtures)', () => {
  const bytes = fixture === null ? new Uint8Array() : new Uint8Array(readFileSync(fixture));

  it('is recognised and read', async () => {
    expect(recognises(bytes)).toBe(true);
    expect(await read(bytes)).toEqual({
      tensors: [
        { name: 'codes', dtype: 'I64', shape: [1, 2, 828], file: 0, startByte: 80, byteLength: 13_248 },
      ],
      files: [bytesFile(NAME, bytes)],
      metadata: {},
      notices: [],
    });
  });

  it('is written by ours to the very same bytes', () => {
    const codes: TensorBytes = {
      name: 'codes',
      dtype: 'I64',
      shape: [1, 2, 828],
      bytes: bytes.subarray(80),
    };
    expect(Buffer.compare(encodeSafetensors([codes]), bytes)).toBe(0);
  });

  it('ends in a fault wherever it is cut', async () => {
    for (const length of [0, 1, 7, 8, 9, 40, 79, 80, 81, 5000, bytes.length - 1]) {
      await expect(read(bytes.subarray(0, length)), `cut at ${length}`).rejects.toThrow(Fault);
    }
  });
});

describe('files of our own writer', () => {
  const tensorBytes = fc
    .record({
      name: fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => name !== '__metadata__'),
      dtype: fc.constantFrom(...safetensorsDtypes),
      shape: fc.array(
        fc.nat(5).map((n) => (n === 5 ? 8 : n)),
        { maxLength: 4 },
      ),
    })
    .filter(({ dtype, shape }) => Number.isInteger(byteLengthOf(dtype, elementCount(shape))))
    .chain((spec) => {
      const length = byteLengthOf(spec.dtype, elementCount(spec.shape));
      return fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((bytes): TensorBytes => ({ ...spec, bytes }));
    });
  const files = fc.uniqueArray(tensorBytes, { selector: ({ name }) => name, maxLength: 12 });
  const texts = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });

  it('come back as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.option(texts, { nil: undefined }), async (tensors, metadata) => {
        const bytes = encodeSafetensors(tensors, metadata);
        expect(recognises(bytes)).toBe(true);
        const contents = await read(bytes);
        const found = contents.tensors.map(({ name, dtype, shape, startByte, byteLength }) => ({
          name,
          dtype,
          shape,
          bytes: bytes.slice(startByte, startByte + byteLength),
        }));
        const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
        expect(found.sort(byName)).toEqual([...tensors].sort(byName));
        expect({ ...contents.metadata }).toEqual({ ...metadata });
        expect(contents.notices).toEqual([]);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('end in a fault wherever they are cut within header or elements', async () => {
    const whole = encodeSafetensors([
      { name: 'a', dtype: 'F32', shape: [3], bytes: new Uint8Array(12) },
      { name: 'b', dtype: 'BF16', shape: [2, 2], bytes: new Uint8Array(8) },
    ]);
    for (let length = 0; length < whole.length; length++) {
      await expect(read(whole.subarray(0, length)), `cut at ${length}`).rejects.toThrow(Fault);
    }
  });

  it('end in success or a fault with any byte changed', async () => {
    const whole = fileOf([
      ['a', 'F32', [3]],
      ['b.weight', 'BF16', [2, 2]],
    ]);
    const mutation = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        const mutant = whole.slice();
        for (const [at, byte] of mutations) mutant[at] = byte;
        const error: unknown = await read(mutant).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error !== null) expect(error).toBeInstanceOf(Fault);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  it('are read with two reads, never beyond the header', async () => {
    const bytes = fileOf([['w', 'F32', [1000, 1000]]]);
    const count = noReads();
    await read(bytes, countingSource(bytesSource(NAME, bytes), count));
    expect(count.reads).toBe(2);
    expect(count.endByte).toBeLessThan(200);
  });

  it('refuse bytes that are not the shape’s, and a name twice', () => {
    const tensor: TensorBytes = { name: 'a', dtype: 'F32', shape: [2], bytes: new Uint8Array(7) };
    expect(() => encodeSafetensors([tensor])).toThrow(RangeError);
    const fitting = { ...tensor, bytes: new Uint8Array(8) };
    expect(() => encodeSafetensors([fitting, fitting])).toThrow('twice');
  });

  it('are laid out as the reference does: wide elements first, then by UTF-8 name', async () => {
    const bytes = fileOf([
      ['\u{1f600}', 'F16', [1]],
      ['\uffff', 'F16', [1]],
      ['2', 'F32', [1]],
      ['10', 'F32', [1]],
      ['a', 'F4', [2]],
      ['b', 'U64', [1]],
    ]);
    const { tensors } = await read(bytes);
    expect(tensors.map(({ name }) => name)).toEqual(['b', '10', '2', '\uffff', '\u{1f600}', 'a']);
    expect(tensors[0]!.startByte % 8).toBe(0);
  });
});

describe('what is harmless', () => {
  const entry = (begin: number, end: number, shape = `[${end - begin}]`) =>
    `{"dtype":"U8","shape":${shape},"data_offsets":[${begin},${end}]}`;

  it('is let be: holes, unknown keys, other spellings, empty tensors, metadata of other kinds', async () => {
    const header = `{"__metadata__":{"a":"b","n":3},"x":${entry(4, 8)},
      "s":{"dtype":"E8M0","shape":[2],"data_offsets":[0,2],"note":[{}]},
      "e":${entry(6, 6, '[0,9007199254740991,9]')}}`;
    const bytes = fileWithHeader(header, { dataBytes: 8 });
    // 2^53 times 9 is beyond what can be counted, even if another axis is empty.
    await expect(read(bytes)).rejects.toMatchObject({ code: 'over-limit' });
    const { tensors, metadata, notices } = await read(
      fileWithHeader(header.replace('9007199254740991', '7'), { dataBytes: 8 }),
    );
    expect(tensors.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['s', 'F8_E8M0'],
      ['x', 'U8'],
      ['e', 'U8'],
    ]);
    expect(metadata).toEqual({ a: 'b' });
    expect(notices).toEqual([]);
  });

  it('is said, where bytes follow the last tensor', async () => {
    const bytes = fileWithHeader(`{"x":${entry(0, 4)},"e":${entry(2, 2)}}`, { dataBytes: 9 });
    expect((await read(bytes)).notices).toEqual([notice('trailing-bytes', { file: NAME, bytes: 5 })]);
  });

  it('takes keys with a meaning in JavaScript as names', async () => {
    const bytes = fileWithHeader(
      `{"__proto__":${entry(0, 1)},"constructor":${entry(1, 2)},"__metadata__":{"__proto__":"m"}}`,
      { dataBytes: 2 },
    );
    const { tensors, metadata } = await read(bytes);
    expect(tensors.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(metadata)).toEqual([['__proto__', 'm']]);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });
});

describe('what is refused', () => {
  const tensor = (fields: string) => `{"w":{${fields}}}`;

  it.each([
    ['a shape that is no list', tensor('"dtype":"U8","shape":8,"data_offsets":[0,8]'), /shape of “w”/],
    ['a negative size', tensor('"dtype":"U8","shape":[-8],"data_offsets":[0,8]'), /shape of “w”/],
    ['a fraction', tensor('"dtype":"U8","shape":[8.5],"data_offsets":[0,8]'), /shape of “w”/],
    ['a size beyond numbers', tensor('"dtype":"U8","shape":[1e999],"data_offsets":[0,8]'), /shape of “w”/],
    ['a size in words', tensor('"dtype":"U8","shape":["8"],"data_offsets":[0,8]'), /shape of “w”/],
    ['no shape', tensor('"dtype":"U8","data_offsets":[0,8]'), /shape of “w”/],
    ['offsets that fall', tensor('"dtype":"U8","shape":[8],"data_offsets":[8,0]'), /data_offsets of “w”/],
    ['a negative offset', tensor('"dtype":"U8","shape":[8],"data_offsets":[-8,0]'), /data_offsets of “w”/],
    ['a null offset', tensor('"dtype":"U8","shape":[8],"data_offsets":[null,8]'), /data_offsets of “w”/],
    ['three offsets', tensor('"dtype":"U8","shape":[8],"data_offsets":[0,8,8]'), /data_offsets of “w”/],
    ['NaN', tensor('"dtype":"U8","shape":[8],"data_offsets":[NaN,8]'), /not valid JSON/],
    ['an unknown dtype', tensor('"dtype":"F7","shape":[8],"data_offsets":[0,8]'), /unknown dtype “F7”/],
    ['no dtype', tensor('"shape":[8],"data_offsets":[0,8]'), /has no dtype/],
    ['half a byte', tensor('"dtype":"F4","shape":[3],"data_offsets":[0,1]'), /ends within a byte/],
    ['a list for a tensor', '{"w":[0,8]}', /not described by an object/],
    ['null for a tensor', '{"w":null}', /not described by an object/],
    ['a name twice', `{"w":null,"v":null,"\\u0077":null}`, /has “w” twice/],
    ['no object', '["w"]', /no JSON object/],
    ['two values', '{} {}', /not valid JSON/],
    ['an unfinished text', '{"w', /not valid JSON/],
    ['an unfinished escape', '{"w\\', /not valid JSON/],
    ['nothing', '', /not valid JSON/],
  ])('%s', async (_what, header, detail) => {
    const error: unknown = await read(fileWithHeader(header, { dataBytes: 8 })).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'malformed', facts: { file: NAME, format: 'safetensors' } });
    expect((error as Fault<'malformed'>).facts.detail).toMatch(detail);
  });

  it.each([
    ['2^60 elements on one axis', `[1152921504606846976]`],
    ['2^60 elements in all', `[1073741824,1073741824]`],
    ['more than any number', `[${'1e300,'.repeat(3)}0]`],
    ['65 axes', `[${'1,'.repeat(64)}1]`],
  ])('%s', async (_what, shape) => {
    const bytes = fileWithHeader(tensor(`"dtype":"U8","shape":${shape},"data_offsets":[0,8]`), {
      dataBytes: 8,
    });
    await expect(read(bytes)).rejects.toMatchObject({ code: 'over-limit' });
  });

  it('tensors outside the file, however far', async () => {
    for (const end of ['9', '1e15', '1e300']) {
      const bytes = fileWithHeader(tensor(`"dtype":"U8","shape":[8],"data_offsets":[1,${end}]`), {
        dataBytes: 8,
      });
      await expect(read(bytes)).rejects.toMatchObject({
        code: 'tensor-outside-file',
        facts: { tensor: 'w' },
      });
    }
  });

  it('a shape and a range that disagree', async () => {
    const bytes = fileWithHeader(tensor('"dtype":"F32","shape":[2,2],"data_offsets":[0,8]'), {
      dataBytes: 8,
    });
    await expect(read(bytes)).rejects.toEqual(
      new Fault('tensor-size-mismatch', { file: NAME, tensor: 'w', expectedBytes: 16, actualBytes: 8 }),
    );
  });

  it.each([
    ['overlap', [0, 4], [3, 8]],
    ['enclose', [0, 8], [2, 4]],
    ['are the same', [0, 8], [0, 8]],
  ] as const)('ranges that %s', async (_how, a, b) => {
    const entry = ([begin, end]: readonly [number, number]) =>
      `{"dtype":"U8","shape":[${end - begin}],"data_offsets":[${begin},${end}]}`;
    const bytes = fileWithHeader(`{"b":${entry(b)},"a":${entry(a)}}`, { dataBytes: 8 });
    await expect(read(bytes)).rejects.toMatchObject({ code: 'tensors-overlap' });
  });

  it('a header length that lies', async () => {
    const withLength = (headerLength: bigint) => read(fileWithHeader('{"w":null}', { headerLength }));
    await expect(withLength(11n)).rejects.toEqual(
      new Fault('truncated', { file: NAME, what: 'its header', neededBytes: 19, sizeBytes: 18 }),
    );
    await expect(withLength(2n ** 64n - 1n)).rejects.toMatchObject({
      code: 'over-limit',
      facts: { limit: MAX_SAFETENSORS_HEADER_BYTES },
    });
    await expect(withLength(0n)).rejects.toMatchObject({ code: 'malformed' });
    await expect(withLength(5n)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('text that nests without end, or that would fill the memory', async () => {
    const nested = fileWithHeader(`{"w":${'['.repeat(5_000_000)}`);
    await expect(read(nested)).rejects.toMatchObject({ code: 'over-limit' });
    const wide = fileWithHeader(`{"w":[${'{},'.repeat(7_000_000)}{}]}`);
    await expect(read(wide)).rejects.toMatchObject({ code: 'over-limit' });
  });

  it('bytes that are no text, and names too long to show are cut short', async () => {
    const bytes = fileWithHeader('{"?":null}');
    bytes[10] = 0xff;
    await expect(read(bytes)).rejects.toMatchObject({ code: 'malformed' });
    const error: unknown = await read(fileWithHeader(`{"${'n'.repeat(9999)}":null}`)).catch(
      (e: unknown) => e,
    );
    expect((error as Fault).message.length).toBeLessThan(400);
  });
});

describe('recognition', () => {
  it('goes by content: a JSON object after eight bytes, whatever they say', () => {
    expect(recognises(fileWithHeader('{"w":1}', { headerLength: 2n ** 63n }))).toBe(true);
    expect(recognises(fileWithHeader('{}'))).toBe(true);
    expect(recognises(fileWithHeader('{3}'))).toBe(false);
    expect(recognises(fileWithHeader('[]'))).toBe(false);
    expect(recognises(new Uint8Array(4))).toBe(false);
    expect(recognises(new TextEncoder().encode('{"config": {"a": 1}}'))).toBe(false);
  });
});
