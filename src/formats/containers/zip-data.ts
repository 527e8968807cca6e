/**
 * Where the data of ZIP members begin, and reading them. A member's data follow its local header, whose length only
 * the local header tells (APPNOTE 4.3.7); reading a thousand of those for a thousand tensors is what this file avoids.
 */
import type { SourceRecipe } from '../../core/checkpoint.ts';
import { readRanges } from '../read-ranges.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { inflatedSource, type InflatedRun } from '../sources/inflated-source.ts';
import { damagedZip, viewOf } from './zip-end.ts';
import { LOCAL_HEADER_BYTES, type ZipMember } from './zip.ts';

const LOCAL_HEADER = 0x04034b50;

/** Extra fields are read along up to this length: PyTorch pads with at most 95 bytes, NumPy writes 20. */
const EXTRA_BYTES = 96;

export interface OpenMember {
  readonly member: ZipMember;
  /** First byte of its (packed) data in the archive. */
  readonly dataByte: number;
  /** The data's beginning, as packed. */
  readonly start: Uint8Array;
}

/**
 * Reads the local headers of `members` and, in the same reads, the first `startBytes` of their data (all, if they
 * have fewer). Throws `malformed` where no local header is or the data would reach into what follows.
 */
export async function openMembers(
  source: ByteSource,
  members: readonly ZipMember[],
  { startBytes, ...options }: ReadOptions & { readonly startBytes: number },
): Promise<OpenMember[]> {
  const ranges = members.map((member) => ({
    startByte: member.headerByte,
    endByte: Math.min(
      member.limitByte,
      member.headerByte +
        LOCAL_HEADER_BYTES +
        member.nameBytes +
        EXTRA_BYTES +
        Math.min(startBytes, member.packedBytes),
    ),
  }));
  const read = await readRanges(source, ranges, options);
  return Promise.all(
    members.map(async (member, i) => {
      const dataByte = parseDataByte(read[i]!, { member, file: source.name });
      const dataEnd = dataByte + Math.min(startBytes, member.packedBytes);
      const start =
        dataEnd <= ranges[i]!.endByte
          ? read[i]!.subarray(dataByte - member.headerByte, dataEnd - member.headerByte)
          : await source.read(dataByte, dataEnd, options);
      return { member, dataByte, start };
    }),
  );
}

function parseDataByte(bytes: Uint8Array, { member, file }: { member: ZipMember; file: string }): number {
  const header = viewOf(bytes);
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER) {
    throw damagedZip(file, `“${member.name}” is not where the list of members says`);
  }
  const texts = header.getUint16(26, true) + header.getUint16(28, true);
  const dataByte = member.headerByte + LOCAL_HEADER_BYTES + texts;
  if (dataByte + member.packedBytes > member.limitByte) {
    throw damagedZip(file, `“${member.name}” reaches into what follows it`);
  }
  return dataByte;
}

/**
 * First data byte of each member, as `openMembers` would find it. PyTorch's archives are laid out by one rule, so the
 * directory alone tells nearly all offsets; the rule is believed if it holds for the first and the last member.
 */
export async function locateMembers(
  source: ByteSource,
  members: readonly ZipMember[],
  options?: ReadOptions,
): Promise<ReadonlyMap<ZipMember, number>> {
  const ruled = new Map(members.flatMap((member) => entryByRule(member)));
  const regular = [...ruled.keys()];
  const witnesses = regular.filter((_, i) => i === 0 || i === regular.length - 1);
  const irregular = members.filter((member) => !ruled.has(member));
  const read = await readDataBytes(source, [...witnesses, ...irregular], options);
  const ruleHolds = witnesses.every((member) => read.get(member) === ruled.get(member));
  return ruleHolds ? new Map([...ruled, ...read]) : readDataBytes(source, members, options);
}

async function readDataBytes(
  source: ByteSource,
  members: readonly ZipMember[],
  options?: ReadOptions,
): Promise<Map<ZipMember, number>> {
  const opened = await openMembers(source, members, { startBytes: 0, ...options });
  return new Map(opened.map(({ member, dataByte }) => [member, dataByte]));
}

/** PyTorch (caffe2/serialize/inline_container.cc, `getPadding`) begins data at multiples of this … */
const TORCH_ALIGNMENT = 64;
/** … after extra fields of 4 to 32 bytes and the padding … */
const TORCH_EXTRA_BYTES = { least: 4, most: 32 + TORCH_ALIGNMENT } as const;
/** … and ends each member with a data descriptor, 24 bytes long if it has 64-bit sizes. */
const TORCH_DESCRIPTOR_BYTES = [16, 24] as const;

/** The member and its first data byte, if it looks like one of PyTorch's. */
function entryByRule(member: ZipMember): [[ZipMember, number]] | [] {
  const { headerByte, nameBytes, size, limitByte, compression } = member;
  const extraByte = headerByte + LOCAL_HEADER_BYTES + nameBytes;
  const dataByte = TORCH_DESCRIPTOR_BYTES.map((bytes) => limitByte - bytes - size).find(
    (byte) =>
      byte % TORCH_ALIGNMENT === 0 &&
      byte >= extraByte + TORCH_EXTRA_BYTES.least &&
      byte < extraByte + TORCH_EXTRA_BYTES.most,
  );
  return compression === 'stored' && dataByte !== undefined ? [[member, dataByte]] : [];
}

/** The whole member, unpacked. Its size is by the archive's word: compare it with a ceiling first. */
export async function readMember(
  source: ByteSource,
  member: ZipMember,
  options?: ReadOptions,
): Promise<Uint8Array> {
  const [opened] = await openMembers(source, [member], { startBytes: member.packedBytes, ...options });
  const { start } = opened!;
  if (member.compression === 'stored') return start;
  const packed = { startByte: 0, endByte: start.length, size: member.size };
  const name = memberName(source, member);
  return inflatedSource(bytesSource(name, start), { name, ...packed }).read(0, member.size, options);
}

/** A deflated member as a source, and as the recipe of one. */
export function unpackedSource(source: ByteSource, opened: OpenMember): ByteSource {
  return inflatedSource(source, packedRun(source, opened));
}

export function unpackedRecipe(of: SourceRecipe, source: ByteSource, opened: OpenMember): SourceRecipe {
  return { kind: 'inflated', of, ...packedRun(source, opened) };
}

function packedRun(source: ByteSource, { member, dataByte }: OpenMember): InflatedRun {
  const name = memberName(source, member);
  return { name, startByte: dataByte, endByte: dataByte + member.packedBytes, size: member.size };
}

/** For messages and lists of files. */
function memberName(source: ByteSource, member: ZipMember): string {
  return `${source.name}: ${member.name}`;
}
