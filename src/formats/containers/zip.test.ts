import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultCode } from '../../core/fault.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { buildZip, type ZipEntry, type ZipOptions } from '../../testing/zip-builder.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { locateMembers, openMembers, readMember } from './zip-data.ts';
import { firstMemberName, readZipMembers } from './zip.ts';

const hello = new TextEncoder().encode('hello');
const long = new Uint8Array(3000).fill(7);
const entries: ZipEntry[] = [
  { name: 'a/short.txt', bytes: hello },
  { name: 'größe', bytes: long, isDeflated: true },
  { name: 'none', bytes: new Uint8Array(0) },
];

async function unzip(bytes: Uint8Array): Promise<Record<string, Uint8Array>> {
  const source = bytesSource('a.zip', bytes);
  const members = [...(await readZipMembers(source)).values()];
  const located = await locateMembers(source, members);
  const unpacked = await Promise.all(members.map((member) => readMember(source, member)));
  located.forEach(({ member, dataByte }, i) => {
    // What `locateMembers` says is where `readMember` reads.
    if (member.compression === 'stored') {
      expect(bytes.subarray(dataByte, dataByte + member.size)).toEqual(unpacked[i]);
    }
  });
  return Object.fromEntries(members.map(({ name }, i): [string, Uint8Array] => [name, unpacked[i]!]));
}

describe('a ZIP archive', () => {
  const expected = { 'a/short.txt': hello, größe: long, none: new Uint8Array(0) };

  it.each<[string, ZipOptions]>([
    ['plain', {}],
    ['with zip64 records', { isZip64: true }],
    ['padded as PyTorch pads', { alignment: 64, isZip64: true }],
    ['padded otherwise', { alignment: 4096 }],
    ['with a comment that looks like its end', { comment: 'PK\x05\x06'.repeat(10) }],
  ])('%s gives what was put in', async (_, options) => {
    expect(await unzip(buildZip(entries, options))).toEqual(expected);
  });

  it('gives what was put in, whatever that is', async () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), {
      maxLength: 12,
    });
    const contents = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean());
    const options = fc.record({
      alignment: fc.constantFrom(undefined, 16, 64),
      isZip64: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.array(contents, { minLength: 12, maxLength: 12 }),
        options,
        async (keys, data, how) => {
          const members = keys.map((name, i) => ({ name, bytes: data[i]![0], isDeflated: data[i]![1] }));
          const { alignment, isZip64 } = how;
          const bytes = buildZip(members, { isZip64, ...(alignment !== undefined && { alignment }) });
          const unpacked = await unzip(bytes);
          expect(unpacked).toEqual(Object.fromEntries(members.map(({ name, bytes }) => [name, bytes])));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('without members is empty, not damaged', async () => {
    expect(await unzip(buildZip([]))).toEqual({});
  });

  it('tells its first name from its first bytes', () => {
    expect(firstMemberName(buildZip(entries).subarray(0, 64))).toBe('a/short.txt');
    expect(firstMemberName(hello)).toBeNull();
  });

  it('reads the rest of a member whose local header is longer than guessed', async () => {
    const source = bytesSource('a.zip', buildZip([{ name: 'a', bytes: long }], { alignment: 4096 }));
    const [member] = (await readZipMembers(source)).values();
    const [opened] = await openMembers(source, [member!], { startBytes: 2000 });
    expect(opened!.dataByte).toBe(4096);
    expect(opened!.start).toEqual(long.subarray(0, 2000));
  });
});

describe('a ZIP archive of 1,000 tensors is located in', () => {
  const members = Array.from({ length: 1000 }, (_, i): ZipEntry => ({
    name: `x/data/${i}`,
    bytes: new Uint8Array(40_000),
  }));

  it.each<[string, ZipOptions, number]>([
    ['5 reads, if PyTorch wrote it', { alignment: 64 }, 5],
    ['a read a tensor, if others did', { alignment: 32 }, 1003],
  ])('%s', async (_, options, most) => {
    const count = noReads();
    const source = countingSource(bytesSource('a.zip', buildZip(members, options)), count);
    const located = await locateMembers(source, [...(await readZipMembers(source)).values()]);
    expect(located).toHaveLength(1000);
    expect(count.reads).toBeLessThanOrEqual(most);
    expect(count.bytes).toBeLessThan(600_000);
  });

  it('a few joined reads, if the members are small', async () => {
    const count = noReads();
    const small = members.map(({ name }) => ({ name, bytes: hello }));
    const source = countingSource(bytesSource('a.zip', buildZip(small)), count);
    await locateMembers(source, [...(await readZipMembers(source)).values()]);
    expect(count.reads).toBeLessThan(5);
  });
});

describe('a hostile ZIP archive', () => {
  const [first] = entries;
  const claims = (lie: ZipEntry['claims'], entry = first!) =>
    buildZip([{ ...entry, claims: lie! }, entries[2]!]);
  const ends = (end: ZipOptions['end'], isZip64 = false) => buildZip(entries, { end: end!, isZip64 });

  it.each<[string, Uint8Array, FaultCode]>([
    ['with an offset beyond the file', claims({ headerByte: 1e6 }), 'malformed'],
    ['with an offset into another member', claims({ headerByte: 7 }), 'malformed'],
    [
      'with two members in one place',
      buildZip([first!, { ...first!, name: 'b', claims: { headerByte: 0 } }]),
      'malformed',
    ],
    ['with a name twice', buildZip([first!, first!]), 'malformed'],
    ['with a size that reaches into what follows', claims({ size: 90, packedBytes: 90 }), 'malformed'],
    ['with two sizes for a stored member', claims({ size: 6 }), 'malformed'],
    ['with a size beyond counting', claims({ size: 1e6, packedBytes: 1e6 }), 'malformed'],
    ['with a size of all ones and no zip64 field', claims({ size: 0xffffffff }), 'malformed'],
    ['that is a bomb', claims({ size: 4e9 }, entries[1]), 'zip-bomb'],
    ['that grows beyond its claim', claims({ size: 2999 }, entries[1]), 'malformed'],
    ['that unpacks to less than its claim', claims({ size: 3001 }, entries[1]), 'malformed'],
    ['with garbage for deflated bytes', claims({ method: 8, size: 20 }), 'malformed'],
    ['that is encrypted', claims({ flags: 1 }), 'unsupported-format'],
    ['packed by LZMA', claims({ method: 14 }), 'unsupported-format'],
    ['packed by nobody knows what', claims({ method: 77 }), 'unsupported-format'],
    ['of several parts', ends({ disk: 1 }), 'unsupported-format'],
    ['of several parts, by zip64', ends({ disk: 1 }, true), 'unsupported-format'],
    ['with a member of another part', claims({ disk: 2 }), 'unsupported-format'],
    ['with too high a count', ends({ entries: 4 }), 'malformed'],
    ['with too low a count', ends({ entries: 2 }), 'malformed'],
    ['with a count that would exhaust memory', ends({ entries: 2n ** 63n }, true), 'malformed'],
    ['with a directory outside the file', ends({ directoryByte: 1e9 }), 'malformed'],
    ['with a directory before the file', ends({ directoryByte: 2n ** 64n - 1n }, true), 'malformed'],
    ['with a directory of exabytes', ends({ directoryBytes: 2n ** 62n }, true), 'malformed'],
    [
      'with zip64 sizes of exabytes',
      buildZip([{ ...first!, claims: { size: 2n ** 62n, packedBytes: 2n ** 62n } }], { isZip64: true }),
      'malformed',
    ],
    ['without an end', buildZip(entries).subarray(0, -22), 'malformed'],
    ['of one byte', Uint8Array.of(0x50), 'malformed'],
  ])('%s ends in a fault', async (_, bytes, code) => {
    expect(await faultOf(() => unzip(bytes))).toBe(code);
  });

  it('with a list of members above the limit is refused before that is read', async () => {
    const end = buildZip([], { end: { directoryBytes: 300_000_000 } });
    const size = 2 ** 30;
    const source = {
      ...bytesSource('a.zip', end),
      size,
      read(startByte: number, endByte: number) {
        expect(endByte - startByte).toBeLessThan(70_000);
        const bytes = new Uint8Array(endByte - startByte);
        bytes.set(end, size - end.length - startByte);
        return Promise.resolve(bytes);
      },
    };
    await expect(readZipMembers(source)).rejects.toMatchObject({ code: 'over-limit' });
  });
});
