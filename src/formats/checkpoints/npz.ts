/** NumPy's archives of arrays (`np.savez`, `np.savez_compressed`): a ZIP archive with a `.npy` file for each name. */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { notice } from '../../core/fault.ts';
import { mapAtOnce } from '../at-once.ts';
import { elementsOf, type NpyElements } from '../containers/npy-dtypes.ts';
import { npyEntry } from '../containers/npy-entry.ts';
import { NPY_START_BYTES, readNpyHeader, type NpyHeader } from '../containers/npy.ts';
import {
  memberName,
  openMembers,
  placeMembers,
  unpackedSource,
  type LocatedMember,
  type OpenMember,
} from '../containers/zip-data.ts';
import { isEmptyZip } from '../containers/zip-end.ts';
import { firstMemberName, readZipMembers, type ZipMember } from '../containers/zip.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

const SUFFIX = '.npy';

export const npz = {
  id: 'npz',
  name: 'NumPy archive',
  recognises: ({ head }: FileHead) => firstMemberName(head)?.endsWith(SUFFIX) === true || isEmptyZip(head),
  read: readNpz,
} as const satisfies CheckpointFormat;

async function readNpz(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const members = [...(await readZipMembers(source, options)).values()];
  const arrays = await readArrays(source, members.filter(isArray), options);
  const numbers = arrays.flatMap(({ elements, ...array }) =>
    typeof elements === 'string' ? [] : { ...array, elements },
  );
  const { files, places } = placeMembers(file, numbers);
  const tensors = numbers.map(({ member, header, elements }, i) =>
    npyEntry(header, elements, {
      place: { ...places[i]!, name: member.name.slice(0, -SUFFIX.length) },
      array: { file: memberName(source.name, member), size: member.size },
    }),
  );
  const ignored = [
    ...members.filter((member) => !isArray(member)).map(({ name }) => name),
    ...arrays.flatMap(({ member, elements }) =>
      typeof elements === 'string' ? `${member.name} (${elements})` : [],
    ),
  ];
  const notices = ignored.length > 0 ? [notice('ignored-files', { files: ignored })] : [];
  return { tensors, files, metadata: {}, notices };
}

function isArray({ name }: ZipMember): boolean {
  return name.endsWith(SUFFIX);
}

interface ReadArray extends LocatedMember {
  readonly header: NpyHeader;
  /** In words where they are no numbers that can be read here. */
  readonly elements: NpyElements | string;
}

/** Members opened together, so that memory stays small whatever the archive. */
const MEMBERS_AT_ONCE = 1000;

async function readArrays(
  source: ByteSource,
  members: readonly ZipMember[],
  options?: ReadOptions,
): Promise<ReadArray[]> {
  const arrays: ReadArray[] = [];
  for (let first = 0; first < members.length; first += MEMBERS_AT_ONCE) {
    const some = members.slice(first, first + MEMBERS_AT_ONCE);
    const opened = await openMembers(source, some, { startBytes: NPY_START_BYTES, ...options });
    const read = await mapAtOnce(opened, (member) => readArray(source, member, options));
    arrays.push(...read);
  }
  return arrays;
}

async function readArray(
  source: ByteSource,
  { start, ...located }: OpenMember,
  options?: ReadOptions,
): Promise<ReadArray> {
  const { member, dataByte } = located;
  const header = await readNpyHeader({
    file: memberName(source.name, member),
    size: member.size,
    async readFirst(endByte) {
      if (member.compression === 'deflated') return unpackedSource(source, located).read(0, endByte, options);
      return endByte <= start.length
        ? start.subarray(0, endByte)
        : source.read(dataByte, dataByte + endByte, options);
    },
  });
  return { ...located, header, elements: elementsOf(header.descr) };
}
