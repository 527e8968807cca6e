/** Choices of one request as servers give them back: [tokens, layers, slots], in whichever of the ways they write it. */
import type { IdArray, TraceSink } from '../../core/trace/trace-sink.ts';
import { byteLengthOf } from '../../core/dtype.ts';
import { elementsOf } from '../containers/npy-dtypes.ts';
import { isNpy, readNpyHeader } from '../containers/npy.ts';
import { isJsonObject } from '../json.ts';
import { tableOf } from './json-tables.ts';
import { decodeNumbers, idsOf, isReadable } from './looks/numbers.ts';

export interface RoutedExperts {
  /** [tokens, layers, slots], row-major. */
  readonly ids: IdArray;
  readonly shape: readonly [tokens: number, layers: number, slots: number];
}

export interface Request {
  readonly document: number;
  readonly tokenIds?: readonly number[] | null;
}

export function tellRouted(sink: TraceSink, { ids, shape }: RoutedExperts, request: Request): void {
  const [tokens, layers, slots] = shape;
  const { document, tokenIds } = request;
  sink.tokens({
    layers: Array.from({ length: layers }, (_, layer) => layer),
    tokens,
    slots,
    ids,
    strides: { layer: slots, token: layers * slots, slot: 1 },
    // the last token that was generated has no row of its own
    tokenIds: tokenIds && tokenIds.length >= tokens ? tokenIds.slice(0, tokens) : null,
    document,
  });
}

/** Bytes of base64; null if it is none. */
export function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * What stands in JSON: nested lists, `{"encoding": "base64", "dtype": "int16", "shape": […], "data": "…"}`, or the
 * base64 of a .npy file. Null if it is none of these.
 */
export async function decodeRouted(value: unknown): Promise<RoutedExperts | null> {
  if (Array.isArray(value)) {
    const table = tableOf(value);
    return table && routedOf(table.shape, idsOf(table.values));
  }
  if (typeof value === 'string') return decodeNpy(bytesOfBase64(value));
  return isJsonObject(value) ? decodeDescribed(value) : null;
}

function routedOf(shape: readonly unknown[], ids: IdArray): RoutedExperts | null {
  const sizes = shape.filter((size): size is number => Number.isInteger(size) && (size as number) >= 0);
  const [tokens, layers, slots] = sizes;
  if (shape.length !== 3 || tokens === undefined || layers === undefined || slots === undefined) return null;
  return ids.length === tokens * layers * slots ? { ids, shape: [tokens, layers, slots] } : null;
}

const integerDtypes: ReadonlyMap<unknown, 'I8' | 'U8' | 'I16' | 'U16' | 'I32' | 'I64'> = new Map([
  ['int8', 'I8'],
  ['uint8', 'U8'],
  ['int16', 'I16'],
  ['uint16', 'U16'],
  ['int32', 'I32'],
  ['int64', 'I64'],
]);

function decodeDescribed(described: Readonly<Record<string, unknown>>): RoutedExperts | null {
  const { encoding, dtype, shape, data } = described;
  const known = integerDtypes.get(dtype);
  const bytes = encoding === 'base64' && typeof data === 'string' ? bytesOfBase64(data) : null;
  if (known === undefined || bytes === null || !Array.isArray(shape)) return null;
  if (bytes.length % byteLengthOf(known, 1) !== 0) return null;
  return routedOf(shape, idsOf(decodeNumbers(bytes, { dtype: known })));
}

async function decodeNpy(bytes: Uint8Array | null): Promise<RoutedExperts | null> {
  if (bytes === null || !isNpy(bytes)) return null;
  const readFirst = (endByte: number) => Promise.resolve(bytes.subarray(0, endByte));
  const header = await readNpyHeader({ file: 'routed_experts', size: bytes.length, readFirst });
  const elements = elementsOf(header.descr);
  if (typeof elements === 'string' || header.isFortran || !isReadable(elements.dtype)) return null;
  const byteLength = byteLengthOf(
    elements.dtype,
    header.shape.reduce((a, b) => a * b, 1),
  );
  if (header.dataByte + byteLength !== bytes.length) return null;
  const numbers = decodeNumbers(bytes.slice(header.dataByte), {
    dtype: elements.dtype,
    isBigEndian: elements.byteOrder === 'big',
  });
  return routedOf(header.shape, idsOf(numbers));
}
