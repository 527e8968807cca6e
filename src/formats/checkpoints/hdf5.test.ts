import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { Fault } from '../../core/fault.ts';
import { ByteWriter } from '../../testing/byte-writer.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { sourceOf } from '../sources/source-of.ts';
import { openCheckpoints } from '../open.ts';
import { hdf5 } from './hdf5.ts';

function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`fixtures/keras/${name}`, import.meta.url)));
}

async function read(bytes: Uint8Array) {
  return hdf5.read(bytesFile('model.h5', bytes), bytesSource('model.h5', bytes));
}

async function faultOf(bytes: Uint8Array): Promise<Fault> {
  const fault = await read(bytes).catch((error: unknown) => error);
  if (fault instanceof Fault) return fault;
  throw new Error('it was read', { cause: fault });
}

/** Where a run of characters first is. */
function find(bytes: Uint8Array, text: string): number {
  const at = Buffer.from(bytes).indexOf(text, 0, 'latin1');
  expect(at).toBeGreaterThanOrEqual(0);
  return at;
}

function open(name: string, bytes: Uint8Array) {
  return openCheckpoints([{ path: name, recipe: { kind: 'bytes', name, bytes } }]);
}

describe('Keras', () => {
  it.each(['model.h5', 'unknown'])('experts are found by the names of layers (%s)', async (name) => {
    const { checkpoints } = await open(name, fixture('model.h5'));
    const structure = structureOf(checkpoints[0]!);
    expect(structure).toMatchObject({ expertsPerLayer: 3, moeLayers: [0] });
    const roles = structure.parts.map(({ role }) => role);
    expect(roles.filter((role) => role === 'expert')).toHaveLength(6);
    expect(roles.filter((role) => role === 'router')).toHaveLength(1);
    expect(roles.filter((role) => role === 'optimizer')).toHaveLength(1);
  });

  it('numbers lie where the file has them, also inside an archive', async () => {
    const { checkpoints } = await open('model.keras', fixture('model.keras'));
    const [checkpoint] = checkpoints;
    expect(checkpoint!.formatName).toBe('Keras archive');
    expect(checkpoint!.files.map(({ recipe }) => recipe.kind)).toEqual(['bytes', 'chunked']);
  });

  it('an archive without weights says so', async () => {
    const bytes = fixture('model.keras');
    for (
      let at = find(bytes, 'model.weights.h5');
      at >= 0;
      at = Buffer.from(bytes).indexOf('model.weights.h5')
    )
      bytes.set(new TextEncoder().encode('model.weights.xx'), at);
    const { faults } = await open('model.keras', bytes);
    expect(faults.map(({ code }) => code)).toEqual(['unsupported-format']);
  });
});

describe('HDF5', () => {
  it('reads no elements to open', async () => {
    const bytes = new Uint8Array(8_000_000);
    bytes.set(fixture('odds.h5'));
    const count = noReads();
    await hdf5.read(bytesFile('m', bytes), countingSource(bytesSource('m', bytes), count));
    expect(count.bytes).toBeLessThan(200_000);
  });

  it('chunks are read anywhere, without the rest', async () => {
    const bytes = fixture('odds.h5');
    const { tensors, files } = await read(bytes);
    const vector = tensors.find(({ name }) => name === 'chunked/vector')!;
    const source = sourceOf(files[vector.file]!.recipe);
    for (const [start, end] of [
      [0, 400],
      [0, 4],
      [24, 32],
      [27, 29],
      [396, 400],
      [8, 8],
    ] as const) {
      const whole = new Uint8Array(Int32Array.from({ length: 100 }, (_, i) => i).buffer);
      expect(await source.read(start, end)).toEqual(whole.subarray(start, end));
    }
    await expect(source.read(0, 401)).rejects.toBeInstanceOf(Fault);
    const stream = source.stream(4, 396);
    const { buffer, length } = await stream.read(new ArrayBuffer(1000), 8, 992);
    expect(length).toBe(392);
    expect(new Int32Array(buffer, 8, 98)[97]).toBe(98);
    stream.cancel();
    await expect(stream.read(new ArrayBuffer(8), 0, 8)).rejects.toThrow();
  });

  it('a damaged chunk is a fault, when it is read', async () => {
    const bytes = fixture('odds.h5');
    const { tensors, files } = await read(bytes);
    const { recipe } = files[tensors.find(({ name }) => name === 'chunked/shuffled')!.file]!;
    if (recipe.kind !== 'chunked') throw new Error('not in chunks');
    bytes.fill(0xff, recipe.chunks.startByte[0], recipe.chunks.startByte[0]! + recipe.chunks.byteLength[0]!);
    const damaged = sourceOf({ ...recipe, of: bytesFile('model.h5', bytes).recipe });
    await expect(damaged.read(0, 16)).rejects.toBeInstanceOf(Fault);
  });

  it('a chunk that unpacks to more than it should is a fault', async () => {
    const bytes = fixture('odds.h5');
    const { tensors, files } = await read(bytes);
    const { recipe } = files[tensors.find(({ name }) => name === 'chunked/deflated')!.file]!;
    if (recipe.kind !== 'chunked') throw new Error('not in chunks');
    const packed = new Response(
      new Blob([new Uint8Array(10_000_000)]).stream().pipeThrough(new CompressionStream('deflate')),
    );
    const bomb = new Uint8Array(await packed.arrayBuffer());
    const chunks = {
      startByte: recipe.chunks.startByte.map(() => 0),
      byteLength: recipe.chunks.byteLength.map(() => bomb.length),
      skipped: recipe.chunks.skipped,
    };
    const source = sourceOf({ ...recipe, of: bytesFile('bomb', bomb).recipe, chunks });
    await expect(source.read(0, 16)).rejects.toBeInstanceOf(Fault);
  });

  it('what lies in other files is left aside, and named', async () => {
    const { notices } = await read(fixture('odds.h5'));
    expect(notices).toEqual([
      {
        code: 'ignored-files',
        facts: {
          files: expect.arrayContaining([
            'links/external (in another file)',
            'others/outside (in another file)',
          ]) as unknown,
        },
      },
    ]);
  });

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => void, string]>([
    ['of a newer version', (bytes) => bytes.fill(9, 8, 9), 'newer-version'],
    ['with short addresses', (bytes) => bytes.fill(4, 13, 14), 'malformed'],
    ['shorter than it says', (bytes) => bytes.fill(0x7f, 42, 43), 'truncated'],
    ['with a first group beyond the end', (bytes) => bytes.fill(0x7f, 66, 67), 'truncated'],
    ['with a base beyond the end', (bytes) => bytes.fill(0x7f, 26, 27), 'truncated'],
    [
      'with a tree that is none',
      (bytes) => bytes.fill(0, find(bytes, 'TREE'), find(bytes, 'TREE') + 1),
      'malformed',
    ],
    [
      'with names that are none',
      (bytes) => bytes.fill(0, find(bytes, 'HEAP'), find(bytes, 'HEAP') + 1),
      'malformed',
    ],
    [
      'with symbols that are none',
      (bytes) => bytes.fill(0, find(bytes, 'SNOD'), find(bytes, 'SNOD') + 1),
      'malformed',
    ],
    [
      'with more symbols than there are bytes',
      (bytes) => bytes.fill(0xff, find(bytes, 'SNOD') + 6, find(bytes, 'SNOD') + 8),
      'truncated',
    ],
    ['with a tree inside itself', rootInItself, 'malformed'],
  ])('%s is refused', async (_, damage, code) => {
    const bytes = fixture('model.h5');
    damage(bytes);
    expect((await faultOf(bytes)).code).toBe(code);
  });
});

describe('HDF5 that says the same again and again', () => {
  it('is refused where one node of names is met 65,535 times', async () => {
    expect((await faultOf(manyTimesOver({ children: 65_535, symbols: 1000 }))).code).toBe('malformed');
  });

  it('is refused where thousands of groups have their names in the same bytes', async () => {
    expect((await faultOf(groupsOfOneHeap({ groups: 2000, heapBytes: 4_000_000 }))).code).toBe('over-limit');
  });
});

const ADDRESS_OF_NONE = 2n ** 64n - 1n;

/** A first version's object header of one message, which is 40 bytes long. */
function groupHeader(tree: number, heap: number): Uint8Array {
  return new ByteWriter()
    .bytes(Uint8Array.of(1, 0))
    .u16(1)
    .u32(1, 24, 0)
    .u16(0x11, 16)
    .u32(0)
    .u64(tree, heap)
    .done();
}

function superblock(sizeBytes: number, root: number): Uint8Array {
  return new ByteWriter()
    .bytes(Uint8Array.from('\x89HDF\r\n\x1a\n', (character) => character.charCodeAt(0)))
    .bytes(Uint8Array.of(2, 8, 8, 0))
    .u64(0, ADDRESS_OF_NONE, sizeBytes, root)
    .u32(0)
    .done();
}

function treeOf(children: readonly number[]): Uint8Array {
  const tree = new ByteWriter().bytes(latin('TREE'), Uint8Array.of(0, 0)).u16(children.length).u64(0, 0);
  for (const child of children) tree.u64(0, child);
  return tree.u64(0).done();
}

function symbolsOf(addresses: readonly number[]): Uint8Array {
  const node = new ByteWriter().bytes(latin('SNOD'), Uint8Array.of(1, 0)).u16(addresses.length);
  addresses.forEach((address, i) =>
    node
      .u64(8 + 8 * i, address)
      .u32(0, 0)
      .u64(0, 0),
  );
  return node.done();
}

function heapAt(address: number, bytes: Uint8Array): Uint8Array {
  return new ByteWriter()
    .bytes(latin('HEAP'), new Uint8Array(4))
    .u64(bytes.length, 0, address + 32)
    .bytes(bytes)
    .done();
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Names of seven digits, by their number. */
function names(count: number, heapBytes: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(heapBytes, 8 + 8 * count));
  for (let i = 0; i < count; i++) bytes.set(latin(String(i).padStart(7, '0')), 8 + 8 * i);
  return bytes;
}

function placed(pieces: readonly ((at: number) => Uint8Array)[], from: number): Uint8Array {
  const writer = new ByteWriter();
  for (const piece of pieces) writer.bytes(piece(from + writer.length));
  return writer.done();
}

/** One group, whose tree has the same node of symbols as every child. */
function manyTimesOver({ children, symbols }: { children: number; symbols: number }): Uint8Array {
  const root = 48;
  const tree = root + 40;
  const node = tree + 32 + 16 * children;
  const heap = node + 8 + 40 * symbols;
  const body = placed(
    [
      () => groupHeader(tree, heap),
      () => treeOf(Array<number>(children).fill(node)),
      () => symbolsOf(Array<number>(symbols).fill(root)),
      (at) => heapAt(at, names(symbols, 0)),
    ],
    root,
  );
  return new ByteWriter().bytes(superblock(48 + body.length, root), body).done();
}

/** Groups of nothing in a group, all with the heap of the first. */
function groupsOfOneHeap({ groups, heapBytes }: { groups: number; heapBytes: number }): Uint8Array {
  const root = 48;
  const tree = root + 40;
  const node = tree + 32 + 16;
  const first = node + 8 + 40 * groups;
  const heap = first + (40 + 32) * groups;
  const headers = Array.from({ length: groups }, (_, i) => first + 72 * i);
  const body = placed(
    [
      () => groupHeader(tree, heap),
      () => treeOf([node]),
      () => symbolsOf(headers),
      ...headers.flatMap((at) => [() => groupHeader(at + 40, heap), () => treeOf([])]),
      (at) => heapAt(at, names(groups, heapBytes)),
    ],
    root,
  );
  return new ByteWriter().bytes(superblock(48 + body.length, root), body).done();
}

/** The first tree has a level more, and itself as its only child, again and again. */
function rootInItself(bytes: Uint8Array<ArrayBuffer>): void {
  const tree = find(bytes, 'TREE');
  const view = new DataView(bytes.buffer);
  view.setUint8(tree + 5, 1);
  view.setUint16(tree + 6, 2, true);
  view.setBigUint64(tree + 32, BigInt(tree), true);
  view.setBigUint64(tree + 48, BigInt(tree), true);
}
