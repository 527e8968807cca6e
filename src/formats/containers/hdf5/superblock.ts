/** The beginning of an HDF5 file: its version, its length, and where its first group is. */
import { Fault } from '../../../core/fault.ts';
import { malformedHdf5, type Hdf5Metadata } from './metadata.ts';

export const HDF5_SIGNATURE = '\x89HDF\r\n\x1a\n';
const LONGEST_BYTES = 100;
const ADDRESS_BYTES = 8;
const NEWEST_VERSION = 3;

/** Address of the first group's header. Throws `truncated` if the file is shorter than it says. */
export async function readRootAddress(metadata: Hdf5Metadata): Promise<number> {
  const { file, size } = metadata;
  const block = await metadata.read(0, Math.min(LONGEST_BYTES, size));
  block.expect(HDF5_SIGNATURE);
  const version = block.u8();
  if (version > NEWEST_VERSION) {
    throw new Fault('newer-version', { file, what: 'HDF5', version, known: NEWEST_VERSION });
  }
  const isFirst = version < 2;
  block.skip(isFirst ? 4 : 0);
  const [addressBytes, lengthBytes] = [block.u8(), block.u8()];
  if (addressBytes !== ADDRESS_BYTES || lengthBytes !== ADDRESS_BYTES)
    throw malformedHdf5(file, 'its addresses are not of 64 bits');
  block.skip(isFirst ? 9 : 1);
  block.skip(version === 1 ? 4 : 0);
  metadata.baseByte = block.u64();
  block.skip(ADDRESS_BYTES);
  const neededBytes = block.u64();
  if (neededBytes > size)
    throw new Fault('truncated', { file, what: 'its end', neededBytes, sizeBytes: size });
  // of the driver, and of the name that the root doesn't have
  return block.skip(isFirst ? 2 * ADDRESS_BYTES : 0).u64();
}
