/** NumPy's element types (https://numpy.org/doc/stable/reference/arrays.interface.html, `typestr`) in this program's terms. */
import { dtypes, type Dtype } from '../../core/dtype.ts';
import type { UndrawnReason } from '../../core/fault.ts';
import type { PythonLiteral } from './python-literal.ts';

export interface NpyElements {
  readonly dtype: Dtype;
  readonly byteOrder?: 'big';
  readonly undrawn?: UndrawnReason;
}

/** By kind and bytes. */
const plainTypes: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ['f8', 'F64'],
  ['f4', 'F32'],
  ['f2', 'F16'],
  // How ml_dtypes (JAX) writes float8_e5m2; NumPy itself has no such type.
  ['f1', 'F8_E5M2'],
  ['i1', 'I8'],
  ['i2', 'I16'],
  ['i4', 'I32'],
  ['i8', 'I64'],
  ['u1', 'U8'],
  ['u2', 'U16'],
  ['u4', 'U32'],
  ['u8', 'U64'],
  ['b1', 'BOOL'],
  ['c8', 'C64'],
  ['c16', 'C128'],
]);

const kindNames: Readonly<Record<string, string>> = {
  O: 'Python objects',
  U: 'text',
  S: 'text',
  a: 'text',
  M: 'dates',
  m: 'time spans',
  f: 'numbers of a rare precision',
  c: 'numbers of a rare precision',
  V: 'raw bytes',
};

/** The elements that `descr` describes, or in words what they are instead of numbers that can be read here. */
export function elementsOf(descr: PythonLiteral): NpyElements | string {
  if (typeof descr !== 'string') return 'records';
  const [, order = '', kind = '', bytes = ''] = /^([<>|])([A-Za-z])(\d*)/.exec(descr) ?? [];
  const plain = plainTypes.get(kind + bytes);
  const elements = plain === undefined ? voidElements(order, kind + bytes) : { dtype: plain };
  if (elements === null) return kindNames[kind] ?? 'elements of an unknown type';
  const { bits, kind: meaning } = dtypes[elements.dtype];
  return {
    ...elements,
    ...(order === '>' && bits > 8 && { byteOrder: 'big' }),
    ...(meaning === 'complex' && { undrawn: 'complex' }),
  };
}

/**
 * Types that NumPy does not know are written as bytes without meaning. Of two bytes with an order there is one,
 * bfloat16 (`<V2` by ml_dtypes); NumPy's own raw bytes have none (`|V2`). Single bytes may be any float8 or int4.
 */
function voidElements(order: string, type: string): NpyElements | null {
  if (type === 'V2' && order !== '|') return { dtype: 'BF16' };
  if (type === 'V2') return { dtype: 'U16', undrawn: 'unknown-dtype' };
  if (type === 'V1') return { dtype: 'U8', undrawn: 'unknown-dtype' };
  return null;
}
