/**
 * The header of NumPy's array files: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 *     \x93NUMPY | u8 major | u8 minor | u16 LE (version 1) or u32 LE (2, 3) length | a Python dict, padded | elements
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 */
import { Fault } from '../../core/fault.ts';
import { MAX_AXES, MAX_NPY_HEADER_BYTES } from '../limits.ts';
import { latin1OfBytes } from './pickle-values.ts';
import { parsePythonLiteral, type PythonLiteral } from './python-literal.ts';

export interface NpyHeader {
  /** The element type as NumPy writes it, `<f4`; a list for records. */
  readonly descr: PythonLiteral;
  readonly shape: readonly number[];
  /** True for column-major order. */
  readonly isFortran: boolean;
  /** First byte of elements. */
  readonly dataByte: number;
}

/** What an array is read from: a file, or a member of an archive. */
export interface NpyBytes {
  /** For messages. */
  readonly file: string;
  readonly size: number;
  /** Its first `endByte` bytes. */
  readonly readFirst: (endByte: number) => Promise<Uint8Array>;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const VERSION_AT = MAGIC.length;
const LENGTH_AT = VERSION_AT + 2;

/** Read at first; the headers of plain arrays have 128 bytes. */
export const NPY_START_BYTES = 512;

export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** Throws `malformed`, `truncated` or `over-limit`. */
export async function readNpyHeader({ file, size, readFirst }: NpyBytes): Promise<NpyHeader> {
  const start = await readFirst(Math.min(NPY_START_BYTES, size));
  const { textByte, dataByte, version } = parsePreamble(start, file);
  if (dataByte > size) {
    throw new Fault('truncated', { file, what: 'its header', neededBytes: dataByte, sizeBytes: size });
  }
  const header = dataByte <= start.length ? start : await readFirst(dataByte);
  const text = header.subarray(textByte, dataByte);
  return { ...parseText(version < 3 ? latin1OfBytes(text) : new TextDecoder().decode(text), file), dataByte };
}

function parsePreamble(start: Uint8Array, file: string) {
  const version = start[VERSION_AT] ?? 0;
  const textByte = LENGTH_AT + (version === 1 ? 2 : 4);
  if (!isNpy(start) || start.length < textByte) throw malformed(file, 'it does not begin as an array does');
  if (version < 1 || version > 3)
    throw malformed(file, `its version is ${version}, of which nothing is known`);
  const view = new DataView(start.buffer, start.byteOffset);
  const length = version === 1 ? view.getUint16(LENGTH_AT, true) : view.getUint32(LENGTH_AT, true);
  if (length > MAX_NPY_HEADER_BYTES) {
    const what = 'the length of the header';
    throw new Fault('over-limit', { file, what, value: length, limit: MAX_NPY_HEADER_BYTES });
  }
  return { version, textByte, dataByte: textByte + length };
}

function parseText(text: string, file: string): Omit<NpyHeader, 'dataByte'> {
  const header = parsePythonLiteral(text, (detail) => malformed(file, `its header is unclear: ${detail}`));
  if (!(header instanceof Map)) throw malformed(file, 'its header is no dict');
  const descr = header.get('descr');
  const isFortran = header.get('fortran_order');
  const shape = header.get('shape');
  if (descr === undefined || typeof isFortran !== 'boolean' || !isShape(shape)) {
    throw malformed(file, 'its header lacks a proper descr, fortran_order or shape');
  }
  if (shape.length > MAX_AXES) {
    throw new Fault('over-limit', { file, what: 'the number of axes', value: shape.length, limit: MAX_AXES });
  }
  return { descr, isFortran, shape };
}

function isShape(value: PythonLiteral | undefined): value is number[] {
  return Array.isArray(value) && value.every(isSize);
}

function isSize(value: PythonLiteral): value is number {
  return typeof value === 'number' && value >= 0;
}

function malformed(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'NumPy', detail });
}
