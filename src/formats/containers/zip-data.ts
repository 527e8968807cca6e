/**
 * Where the data of ZIP members begin, and reading them. A member's data follow its local header, whose length only
 * the local header tells (APPNOTE 4.3.7); reading a thousand of those for a thousand tensors is what this file avoids.
 */
import type { CheckpointFile, SourceRecipe } from '../../core/checkpoint.ts';
import { mapAtOnce } from '../at-once.ts';
import { clipped } from '../clipped.ts';
import { readRanges } from '../read-ranges.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { inflatedSource, type InflatedRun } from '../sources/inflated-source.ts';
import { damagedZip, viewOf } from './zip-end.ts';
import { LOCAL_HEADER, LOCAL_HEADER_BYTES, type ZipMember } from './zip.ts';

/** Extra fields are read along up to this length: PyTorch pads with at most 95 bytes, NumPy writes 20. */
const EXTRA_BYTES = 96;

export interface LocatedMember {
  readonly member: ZipMember;
  /** First byte of its (packed) data in the archive. */
  readonly dataByte: number;
}

export interface OpenMember extends LocatedMember {
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
  const wanted = members.map(({ packedBytes }) => Math.min(startBytes, packedBytes));
  const ranges = members.map(({ headerByte, nameBytes, limitByte }, i) => ({
    startByte: headerByte,
    endByte: Math.min(limitByte, headerByte + LOCAL_HEADER_BYTES + nameBytes + EXTRA_BYTES + wanted[i]!),
  }));
  const read = await readRanges(source, ranges, options);
  return mapAtOnce(members, async (member, i) => {
    const dataByte = parseDataByte(read[i]!, { member, file: source.name });
    const dataEnd = dataByte + wanted[i]!;
    const inHand = read[i]!.subarray(dataByte - member.headerByte, dataEnd - member.headerByte);
    const isAll = inHand.length === wanted[i];
    return { member, dataByte, start: isAll ? inHand : await source.read(dataByte, dataEnd, options) };
  });
}

function parseDataByte(bytes: Uint8Array, { member, file }: { member: ZipMember; file: string }): number {
  const header = viewOf(bytes);
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER) {
    throw damagedZip(file, `“${clipped(member.name)}” is not where the list of members says`);
  }
  const texts = header.getUint16(26, true) + header.getUint16(28, true);
  const dataByte = member.headerByte + LOCAL_HEADER_BYTES + texts;
  if (dataByte + member.packedBytes > member.limitByte) {
    throw damagedZip(file, `“${clipped(member.name)}” reaches into what follows it`);
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
): Promise<LocatedMember[]> {
  const byRule = members.map(dataByteByRule);
  const regular = members.filter((_, i) => byRule[i] !== null);
  const witnesses = regular.filter((_, i) => i === 0 || i === regular.length - 1);
  const irregular = members.filter((_, i) => byRule[i] === null);
  const read = await readDataBytes(source, [...witnesses, ...irregular], options);
  const ruleHolds = members.every(
    (member, i) => !witnesses.includes(member) || read.get(member) === byRule[i],
  );
  const known = ruleHolds ? read : await readDataBytes(source, members, options);
  return members.map((member, i) => ({ member, dataByte: known.get(member) ?? byRule[i]! }));
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

/** Null if the member does not look like one of PyTorch's. */
function dataByteByRule({ headerByte, nameBytes, size, limitByte, compression }: ZipMember): number | null {
  if (compression !== 'stored') return null;
  const extraByte = headerByte + LOCAL_HEADER_BYTES + nameBytes;
  const dataByte = TORCH_DESCRIPTOR_BYTES.map((bytes) => limitByte - bytes - size).find(
    (byte) =>
      byte % TORCH_ALIGNMENT === 0 &&
      byte >= extraByte + TORCH_EXTRA_BYTES.least &&
      byte < extraByte + TORCH_EXTRA_BYTES.most,
  );
  return dataByte ?? null;
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
  const name = memberName(source.name, member);
  return inflatedSource(bytesSource(name, start), { name, ...packed }).read(0, member.size, options);
}

/** A deflated member as a source. */
export function unpackedSource(source: ByteSource, member: LocatedMember): ByteSource {
  return inflatedSource(source, packedRun(source.name, member));
}

/** Where a member's unpacked bytes are to be had. */
export interface MemberPlace {
  /** Index into `files`: 0 is the archive, for stored members; each deflated one is a file of its own. */
  readonly file: number;
  readonly startByte: number;
  readonly byteLength: number;
}

export function placeMembers(
  archive: CheckpointFile,
  members: readonly LocatedMember[],
): { readonly files: readonly CheckpointFile[]; readonly places: readonly MemberPlace[] } {
  const files = [archive];
  const places = members.map((located): MemberPlace => {
    const { member, dataByte } = located;
    const byteLength = member.size;
    if (member.compression === 'stored') return { file: 0, startByte: dataByte, byteLength };
    const run = packedRun(archive.name, located);
    const recipe: SourceRecipe = { kind: 'inflated', of: archive.recipe, ...run };
    const file = files.push({ name: run.name, size: run.size, recipe }) - 1;
    return { file, startByte: 0, byteLength };
  });
  return { files, places };
}

function packedRun(archive: string, { member, dataByte }: LocatedMember): InflatedRun {
  return {
    name: memberName(archive, member),
    startByte: dataByte,
    endByte: dataByte + member.packedBytes,
    size: member.size,
  };
}

/** For messages and lists of files. */
export function memberName(archive: string, member: ZipMember): string {
  return `${archive}: ${clipped(member.name)}`;
}
