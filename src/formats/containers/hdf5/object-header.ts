/**
 * Object headers: what is known of a group or a dataset, in messages (HDF5 File Format Specification, IV.A,
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html).
 */
import { Fault } from '../../../core/fault.ts';
import { MAX_HDF5_MESSAGES } from '../../limits.ts';
import { malformedHdf5, type Hdf5Cursor, type Hdf5Metadata } from './metadata.ts';

export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

export interface Message {
  readonly type: number;
  /** True where the message only says where another one lies. */
  readonly isShared: boolean;
  readonly body: Hdf5Cursor;
}

const SHARED = 2;
const CHECKSUM_BYTES = 4;

export async function readMessages(metadata: Hdf5Metadata, address: number): Promise<Message[]> {
  const start = await metadata.read(address, 4);
  return start.u8() === 1 ? readFirstVersion(metadata, address) : readSecondVersion(metadata, address);
}

/** Blocks of messages: the first one, and those that are continued in. */
class Blocks {
  readonly messages: Message[] = [];
  readonly #waiting: { address: number; byteLength: number }[] = [];
  readonly #metadata: Hdf5Metadata;

  constructor(metadata: Hdf5Metadata) {
    this.#metadata = metadata;
  }

  add(message: Message): void {
    if (message.type === messageTypes.continuation) {
      this.wait({ address: message.body.u64(), byteLength: message.body.u64() });
      return;
    }
    this.messages.push(message);
    if (this.messages.length > MAX_HDF5_MESSAGES) {
      const facts = { value: this.messages.length, limit: MAX_HDF5_MESSAGES };
      throw new Fault('over-limit', { file: this.#metadata.file, what: 'the parts of an object', ...facts });
    }
  }

  wait(block: { address: number; byteLength: number }): void {
    this.#metadata.meet(block.address);
    this.#waiting.push(block);
  }

  async next(): Promise<Hdf5Cursor | null> {
    const block = this.#waiting.shift();
    return block === undefined ? null : this.#metadata.read(block.address, block.byteLength);
  }
}

const FIRST_PREFIX_BYTES = 16;

async function readFirstVersion(metadata: Hdf5Metadata, address: number): Promise<Message[]> {
  const prefix = await metadata.read(address, FIRST_PREFIX_BYTES);
  const count = prefix.skip(2).u16();
  const byteLength = prefix.skip(4).u32();
  const blocks = new Blocks(metadata);
  blocks.wait({ address: address + FIRST_PREFIX_BYTES, byteLength });
  let read = 0;
  for (let block = await blocks.next(); block !== null; block = await blocks.next()) {
    while (block.left >= 8 && read < count) {
      const type = block.u16();
      const length = block.u16();
      const flags = block.u8();
      block.skip(3);
      blocks.add({ type, isShared: (flags & SHARED) !== 0, body: block.part(length) });
      read++;
    }
  }
  return blocks.messages;
}

const HAS_TIMES = 0x20;
const HAS_PHASE_CHANGE = 0x10;
const HAS_ORDER = 0x04;

async function readSecondVersion(metadata: Hdf5Metadata, address: number): Promise<Message[]> {
  // never longer than this up to the messages
  const longest = Math.min(4 + 2 + 16 + 4 + 8, metadata.size - metadata.baseByte - address);
  const prefix = await metadata.read(address, longest);
  prefix.expect('OHDR');
  if (prefix.u8() !== 2) throw malformedHdf5(metadata.file, 'an object has a header of an unknown version');
  const flags = prefix.u8();
  prefix.skip((flags & HAS_TIMES ? 16 : 0) + (flags & HAS_PHASE_CHANGE ? 4 : 0));
  const byteLength = prefix.unsigned(2 ** (flags & 3));
  const blocks = new Blocks(metadata);
  blocks.wait({ address: prefix.address, byteLength });
  let isFirst = true;
  for (let block = await blocks.next(); block !== null; block = await blocks.next()) {
    if (!isFirst) block.expect('OCHK');
    const end = isFirst ? 0 : CHECKSUM_BYTES;
    isFirst = false;
    const headBytes = flags & HAS_ORDER ? 6 : 4;
    while (block.left - end >= headBytes) {
      const type = block.u8();
      const length = block.u16();
      const own = block.u8();
      block.skip(headBytes - 4);
      blocks.add({ type, isShared: (own & SHARED) !== 0, body: block.part(length) });
    }
  }
  return blocks.messages;
}
