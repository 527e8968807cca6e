/** NumPy files for tests, true and false. Layout: formats/containers/npy.ts. */
import { ByteWriter } from './byte-writer.ts';

export interface NpyFile {
  readonly version?: number;
  /** What stands for the length of the header instead of the truth. */
  readonly headerLength?: number;
  readonly data?: Uint8Array;
}

export function buildNpy(header: string, file: NpyFile = {}): Uint8Array {
  const { version = 1, data = new Uint8Array(0) } = file;
  const text = new TextEncoder().encode(header);
  const { headerLength = text.length } = file;
  const to = new ByteWriter().bytes(
    Uint8Array.of(0x93),
    new TextEncoder().encode('NUMPY'),
    Uint8Array.of(version, 0),
  );
  return (version === 1 ? to.u16(headerLength) : to.u32(headerLength)).bytes(text, data).done();
}

export function npyHeader(descr: string, shape: string, order = 'False'): string {
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}
