/** HDF5 files for tests: datasets of 32-bit floats in one group, with headers of the newer kind. Layout: formats/containers/hdf5. */
import { ByteWriter } from './byte-writer.ts';

export interface Hdf5Array {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of 32-bit floats. */
  readonly bytes: Uint8Array;
}

const BEGIN_BYTES = 48;
const types = { dataspace: 1, datatype: 3, link: 6, layout: 8 } as const;
const text = new TextEncoder();

export function buildHdf5(arrays: readonly Hdf5Array[]): Uint8Array {
  const file = new ByteWriter();
  const places = arrays.map((array) => {
    const dataByte = BEGIN_BYTES + file.length;
    file.bytes(array.bytes);
    const headerByte = BEGIN_BYTES + file.length;
    file.bytes(header(datasetMessages(array, dataByte)));
    return headerByte;
  });
  const rootByte = BEGIN_BYTES + file.length;
  const links = arrays.map(({ name }, i) => ({ type: types.link, body: link(name, places[i]!) }));
  file.bytes(header(links));
  const begin = new ByteWriter()
    .bytes(Uint8Array.from('\x89HDF\r\n\x1a\n', (character) => character.charCodeAt(0)))
    .bytes(Uint8Array.of(2, 8, 8, 0))
    .u64(0, 2n ** 64n - 1n, BEGIN_BYTES + file.length, rootByte)
    .u32(0);
  return begin.bytes(file.done()).done();
}

interface BuiltMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

function header(messages: readonly BuiltMessage[]): Uint8Array {
  const written = new ByteWriter();
  for (const { type, body } of messages) {
    written.bytes(Uint8Array.of(type)).u16(body.length).bytes(Uint8Array.of(0), body);
  }
  const lengthOf4Bytes = 2;
  return new ByteWriter()
    .bytes(text.encode('OHDR'), Uint8Array.of(2, lengthOf4Bytes))
    .u32(written.length)
    .bytes(written.done())
    .u32(0)
    .done();
}

function datasetMessages({ shape, bytes }: Hdf5Array, dataByte: number): BuiltMessage[] {
  const space = new ByteWriter().bytes(Uint8Array.of(2, shape.length, 0, 1)).u64(...shape);
  const float32 = new ByteWriter()
    .bytes(Uint8Array.of(0x11, 0x20, 31, 0))
    .u32(4)
    .u16(0, 32)
    .bytes(Uint8Array.of(23, 8, 0, 23))
    .u32(127);
  const layout = new ByteWriter().bytes(Uint8Array.of(3, 1)).u64(dataByte, bytes.length);
  return [
    { type: types.dataspace, body: space.done() },
    { type: types.datatype, body: float32.done() },
    { type: types.layout, body: layout.done() },
  ];
}

function link(name: string, address: number): Uint8Array {
  const bytes = text.encode(name);
  const nameOf2Bytes = 1;
  return new ByteWriter()
    .bytes(Uint8Array.of(1, nameOf2Bytes))
    .u16(bytes.length)
    .bytes(bytes)
    .u64(address)
    .done();
}
