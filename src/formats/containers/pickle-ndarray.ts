/**
 * NumPy arrays in pickles: https://github.com/numpy/numpy/blob/main/numpy/_core/src/multiarray/methods.c
 * (`array_reduce`, `array_setstate`) and, since protocol 5, numpy/_core/numeric.py (`_frombuffer`).
 */
import { isCounts, PickleObject, type PickleValue } from './pickle-values.ts';

export interface PickledArray {
  /** The element type as in the header of a .npy file: `<f4`. */
  readonly descr: string;
  readonly shape: readonly number[];
  /** True for column-major order. */
  readonly isFortran: boolean;
  /** As many as the pickle holds: whether they suffice is for the reader to check. */
  readonly bytes: Uint8Array;
}

const reconstruct = new Set(['numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct']);
const fromBuffer = new Set(['numpy.core.numeric._frombuffer', 'numpy._core.numeric._frombuffer']);

/** The array that a pickled value is; null if it is something else, or not of plain elements. */
export function arrayOf(value: PickleValue): PickledArray | null {
  if (!(value instanceof PickleObject) || value.calls === null) return null;
  if (reconstruct.has(value.calls) && Array.isArray(value.state)) {
    const [, shape, dtype, isFortran, bytes] = value.state;
    return arrayOfParts({ shape, dtype, bytes, isFortran: isFortran === true });
  }
  if (fromBuffer.has(value.calls)) {
    const [bytes, dtype, shape, order] = value.args;
    return arrayOfParts({ shape, dtype, bytes, isFortran: order === 'F' });
  }
  return null;
}

type ScalarReader = (view: DataView, isLittle: boolean) => number | bigint | boolean;

/** By kind and bytes of the dtype. */
const scalarReaders: ReadonlyMap<string, ScalarReader> = new Map<string, ScalarReader>([
  ['b1', (view) => view.getUint8(0) !== 0],
  ['i1', (view) => view.getInt8(0)],
  ['u1', (view) => view.getUint8(0)],
  ['i2', (view, isLittle) => view.getInt16(0, isLittle)],
  ['u2', (view, isLittle) => view.getUint16(0, isLittle)],
  ['i4', (view, isLittle) => view.getInt32(0, isLittle)],
  ['u4', (view, isLittle) => view.getUint32(0, isLittle)],
  ['i8', (view, isLittle) => narrowed(view.getBigInt64(0, isLittle))],
  ['u8', (view, isLittle) => narrowed(view.getBigUint64(0, isLittle))],
  ['f4', (view, isLittle) => view.getFloat32(0, isLittle)],
  ['f8', (view, isLittle) => view.getFloat64(0, isLittle)],
]);

/** The number that `numpy.core.multiarray.scalar(dtype, bytes)` is; undefined if it is none. */
export function scalarOf([dtype, bytes]: readonly PickleValue[]): number | bigint | boolean | undefined {
  const [, order, type = ''] = /^([<>|=])([bifu]\d)$/.exec(descrOf(dtype) ?? '') ?? [];
  const read = scalarReaders.get(type);
  if (!read || !(bytes instanceof Uint8Array) || bytes.length !== Number(type[1])) return undefined;
  return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), order !== '>');
}

function narrowed(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

interface Parts {
  readonly shape: PickleValue | undefined;
  readonly dtype: PickleValue | undefined;
  readonly bytes: PickleValue | undefined;
  readonly isFortran: boolean;
}

function arrayOfParts({ shape, dtype, bytes, isFortran }: Parts): PickledArray | null {
  const descr = descrOf(dtype);
  if (descr === null || !isCounts(shape) || !(bytes instanceof Uint8Array)) return null;
  return { descr, shape, isFortran, bytes };
}

/** `numpy.dtype('f4', False, True)`, its byte order second in its state. */
function descrOf(dtype: PickleValue | undefined): string | null {
  if (!(dtype instanceof PickleObject) || dtype.calls !== 'numpy.dtype') return null;
  const [type] = dtype.args;
  const [, order] = Array.isArray(dtype.state) ? dtype.state : [];
  return typeof type === 'string' && typeof order === 'string' ? order + type : null;
}
