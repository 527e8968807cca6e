/** What a group holds, by name: in a tree of symbols, as files have been written by default since 1998, or in links of its own. */
import { malformedHdf5, type Hdf5Cursor, type Hdf5Metadata } from './metadata.ts';
import { messageTypes, type Message } from './object-header.ts';

/** An object of this file by its address, or in words why the name leads to none. */
export interface Member {
  readonly name: string;
  readonly target: number | string;
}

const IN_OTHER_FILE = 'in another file';
const OTHER_NAME = 'another name';

export function isGroup(messages: readonly Message[]): boolean {
  const types = messages.map(({ type }) => type);
  return [messageTypes.symbolTable, messageTypes.link, messageTypes.linkInfo].some((type) =>
    types.includes(type),
  );
}

/** By name; in words in place of members where they are kept in a way that is not read here. */
export async function readMembers(
  metadata: Hdf5Metadata,
  messages: readonly Message[],
): Promise<readonly Member[] | string> {
  const members: Member[] = [];
  for (const { type, body } of messages) {
    if (type === messageTypes.symbolTable) members.push(...(await readSymbols(metadata, body)));
    if (type === messageTypes.link) members.push(parseLink(body));
    if (type === messageTypes.linkInfo && hasHeap(body)) return 'a group with an index of the newest kind';
  }
  return members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const HAS_ORDER = 1;

function hasHeap(body: Hdf5Cursor): boolean {
  const flags = body.skip(1).u8();
  body.skip(flags & HAS_ORDER ? 8 : 0);
  return body.address64() !== null;
}

const linkFlags = { nameBytes: 3, hasOrder: 4, hasType: 8, hasCharset: 16 } as const;
const linkTypes = { hard: 0, external: 64 } as const;

function parseLink(body: Hdf5Cursor): Member {
  const flags = body.skip(1).u8();
  const type = flags & linkFlags.hasType ? body.u8() : linkTypes.hard;
  body.skip((flags & linkFlags.hasOrder ? 8 : 0) + (flags & linkFlags.hasCharset ? 1 : 0));
  const name = new TextDecoder().decode(body.take(body.unsigned(2 ** (flags & linkFlags.nameBytes))));
  if (type === linkTypes.hard) return { name, target: body.u64() };
  return { name, target: type === linkTypes.external ? IN_OTHER_FILE : OTHER_NAME };
}

const GROUP_NODE = 0;
const TREE_PREFIX_BYTES = 24;
const HEAP_PREFIX_BYTES = 32;
const SYMBOL_BYTES = 40;
const SYMBOLS_PREFIX_BYTES = 8;
const OTHER_NAME_CACHE = 2;

async function readSymbols(metadata: Hdf5Metadata, body: Hdf5Cursor): Promise<Member[]> {
  const tree = body.u64();
  const names = await readHeap(metadata, body.u64());
  const members: Member[] = [];
  for (const leaf of await readLeaves(metadata, tree)) {
    metadata.meet(leaf);
    const prefix = await metadata.read(leaf, SYMBOLS_PREFIX_BYTES);
    prefix.expect('SNOD');
    const count = prefix.skip(2).u16();
    const symbols = await metadata.read(leaf + SYMBOLS_PREFIX_BYTES, count * SYMBOL_BYTES);
    for (let i = 0; i < count; i++) {
      const symbol = symbols.part(SYMBOL_BYTES);
      const name = names(symbol.u64());
      const address = symbol.address64();
      const isOtherName = symbol.u32() === OTHER_NAME_CACHE;
      if (!isOtherName && address === null) throw malformedHdf5(metadata.file, 'an object has no address');
      members.push({ name, target: isOtherName ? OTHER_NAME : address! });
    }
  }
  return members;
}

/** Names of members by their offset. */
async function readHeap(metadata: Hdf5Metadata, address: number): Promise<(offset: number) => string> {
  const prefix = await metadata.read(address, HEAP_PREFIX_BYTES);
  prefix.expect('HEAP');
  const byteLength = prefix.skip(4).u64();
  prefix.skip(8);
  const names = await metadata.read(prefix.u64(), byteLength);
  return (offset) => {
    names.at = 0;
    return names.skip(offset).text();
  };
}

/** Addresses of the nodes of symbols under a tree, in order. */
async function readLeaves(metadata: Hdf5Metadata, address: number): Promise<number[]> {
  metadata.meet(address);
  const prefix = await metadata.read(address, TREE_PREFIX_BYTES);
  prefix.expect('TREE');
  if (prefix.u8() !== GROUP_NODE) throw malformedHdf5(metadata.file, 'a tree of names is one of chunks');
  const level = prefix.u8();
  const count = prefix.u16();
  const entries = await metadata.read(address + TREE_PREFIX_BYTES, count * 16 + 8);
  const children = Array.from({ length: count }, () => entries.skip(8).u64());
  if (level === 0) return children;
  const leaves: number[] = [];
  for (const child of children) leaves.push(...(await readLeaves(metadata, child)));
  return leaves;
}
