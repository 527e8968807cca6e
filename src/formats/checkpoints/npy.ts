/** NumPy's files of one array (`np.save`): see containers/npy.ts. The array is named after its file. */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { Fault, notice } from '../../core/fault.ts';
import { elementsOf } from '../containers/npy-dtypes.ts';
import { npyEntry } from '../containers/npy-entry.ts';
import { isNpy, readNpyHeader } from '../containers/npy.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

export const npy = {
  id: 'npy',
  name: 'NumPy array',
  recognises: ({ head }: FileHead) => isNpy(head),
  read: readNpy,
} as const satisfies CheckpointFormat;

async function readNpy(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const array = {
    file: source.name,
    size: source.size,
    readFirst: (endByte: number) => source.read(0, endByte, options),
  };
  const header = await readNpyHeader(array);
  const elements = elementsOf(header.descr);
  if (typeof elements === 'string') {
    const advice = 'Save the numbers by themselves: an array of floats or integers.';
    throw new Fault('unsupported-format', {
      file: source.name,
      format: `a NumPy array of ${elements}`,
      advice,
    });
  }
  const name = source.name.replace(/\.npy$/i, '') || source.name;
  const tensor = npyEntry(header, elements, { place: { name, file: 0, startByte: 0 }, array });
  const bytes = source.size - tensor.startByte - tensor.byteLength;
  return {
    tensors: [tensor],
    files: [file],
    metadata: {},
    notices: bytes > 0 ? [notice('trailing-bytes', { file: source.name, bytes })] : [],
  };
}
