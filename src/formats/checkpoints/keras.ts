/**
 * Keras 3's archives (keras/src/saving/saving_lib.py): a ZIP archive with metadata.json, config.json and model.weights.h5, or
 * several such files where they were cut. Keras does not pack them, so weights are sliced out of the archive.
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { memberName, openMembers, readMember } from '../containers/zip-data.ts';
import { firstMemberName, readZipMembers, type ZipMember } from '../containers/zip.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import { MAX_PACKED_KERAS_BYTES } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { windowSource } from '../sources/window-source.ts';
import { readHdf5 } from './hdf5.ts';

const firstNames = ['metadata.json', 'config.json', 'model.weights.h5'];

export const keras = {
  id: 'keras',
  name: 'Keras archive',
  recognises: ({ head }: FileHead) => firstNames.includes(firstMemberName(head) ?? ''),
  read: readKeras,
} as const satisfies CheckpointFormat;

async function readKeras(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const members = [...(await readZipMembers(source, options)).values()].filter(({ name }) =>
    name.endsWith('.h5'),
  );
  if (members.length === 0) {
    const advice = 'Unpack it, and open the weights inside.';
    throw new Fault('unsupported-format', {
      file: source.name,
      format: 'a ZIP archive without HDF5',
      advice,
    });
  }
  const parts: FileContents[] = [];
  for (const member of members) parts.push(await readWeights(file, { source, member }, options));
  return join(parts);
}

async function readWeights(
  archive: CheckpointFile,
  { source, member }: { source: ByteSource; member: ZipMember },
  options?: ReadOptions,
): Promise<FileContents> {
  const name = memberName(archive.name, member);
  if (member.compression === 'stored') {
    const [opened] = await openMembers(source, [member], { startBytes: 0, ...options });
    const startByte = opened!.dataByte;
    const window = windowSource(source, { name, startByte, size: member.size });
    return readHdf5(window, { file: archive, startByte }, options);
  }
  if (member.size > MAX_PACKED_KERAS_BYTES) {
    const what = 'the length of its packed weights';
    throw new Fault('over-limit', {
      file: archive.name,
      what,
      value: member.size,
      limit: MAX_PACKED_KERAS_BYTES,
    });
  }
  const bytes = await readMember(source, member, options);
  const file: CheckpointFile = { name, size: bytes.length, recipe: { kind: 'bytes', name, bytes } };
  return readHdf5(bytesSource(name, bytes), { file, startByte: 0 }, options);
}

function join(parts: readonly FileContents[]): FileContents {
  const files: CheckpointFile[] = [];
  const tensors = parts.flatMap((part) => {
    const first = files.length;
    files.push(...part.files);
    return part.tensors.map((tensor) => ({ ...tensor, file: first + tensor.file }));
  });
  return { tensors, files, metadata: {}, notices: parts.flatMap(({ notices }) => notices) };
}
