/** What a dataset's messages say: its shape, its elements, and how they are stored. */
import type { ChunkFilter } from '../../../core/checkpoint.ts';
import type { Dtype } from '../../../core/dtype.ts';
import { MAX_AXES, MAX_EXACT } from '../../limits.ts';
import { malformedHdf5, type Hdf5Cursor } from './metadata.ts';
import { messageTypes, type Message } from './object-header.ts';

export interface Elements {
  readonly dtype: Dtype;
  readonly byteOrder?: 'big';
}

export type Storage =
  | { readonly kind: 'contiguous'; readonly address: number; readonly byteLength: number }
  | {
      readonly kind: 'chunked';
      /** Of the tree that tells where chunks are. */
      readonly address: number;
      readonly chunk: readonly number[];
      readonly filters: readonly ChunkFilter[];
    };

export interface Dataset {
  readonly shape: readonly number[];
  /** Bytes of one element. */
  readonly elementBytes: number;
  /** In words where they are no numbers that are read here. */
  readonly elements: Elements | string;
  /** In words where nothing is stored, or in a way that is not read here. */
  readonly storage: Storage | string;
}

/** Null for what is no dataset, such as a named type. */
export function parseDataset(messages: readonly Message[]): Dataset | null {
  const find = (type: number) => messages.find((message) => message.type === type);
  const [space, type, layout] = [messageTypes.dataspace, messageTypes.datatype, messageTypes.layout].map(
    find,
  );
  if (!space || !type || !layout) return null;
  const shape = parseShape(space.body);
  const { elements, elementBytes } = type.isShared
    ? { elements: 'elements of a type with a name', elementBytes: 0 }
    : parseType(type.body);
  const filters = find(messageTypes.filters);
  const isElsewhere = find(messageTypes.externalFiles) !== undefined;
  const storage = isElsewhere
    ? 'in another file'
    : parseLayout(layout.body, filters ? parseFilters(filters.body) : []);
  return { shape: shape ?? [], elementBytes, elements: shape ? elements : 'nothing', storage };
}

/** Null for a space without elements. */
function parseShape(body: Hdf5Cursor): number[] | null {
  const { file } = body;
  const version = body.u8();
  const rank = body.u8();
  if (rank > MAX_AXES) throw malformedHdf5(file, `a dataset has ${rank} axes`);
  const NULL_SPACE = 2;
  const isNull = body.skip(1).u8() === NULL_SPACE && version === 2;
  body.skip(version === 1 ? 4 : 0);
  const shape = Array.from({ length: rank }, () => body.u64());
  const elements = shape.reduce((product, size) => product * (size || 1), 1);
  if (elements > MAX_EXACT) throw malformedHdf5(file, 'a dataset has more elements than can be counted');
  return isNull ? null : shape;
}

const classes = {
  fixed: 0,
  float: 1,
  string: 3,
  opaque: 5,
  compound: 6,
  enumeration: 8,
  variable: 9,
} as const;

const classNames: Readonly<Record<number, string>> = {
  [classes.string]: 'text',
  [classes.opaque]: 'raw bytes',
  [classes.compound]: 'records',
  [classes.variable]: 'lists',
};

/** By bytes of the element, and bits of exponent and mantissa. */
const floats: Readonly<Record<string, Dtype>> = {
  '8 11 52': 'F64',
  '4 8 23': 'F32',
  '2 5 10': 'F16',
  '2 8 7': 'BF16',
  '1 4 3': 'F8_E4M3',
  '1 5 2': 'F8_E5M2',
};

const integers: Readonly<Record<number, readonly [unsigned: Dtype, signed: Dtype]>> = {
  1: ['U8', 'I8'],
  2: ['U16', 'I16'],
  4: ['U32', 'I32'],
  8: ['U64', 'I64'],
};

const IS_BIG = 1;
const IS_SIGNED = 8;

function parseType(body: Hdf5Cursor): { elements: Elements | string; elementBytes: number } {
  const kind = body.u8() & 15;
  const flags = body.u8();
  const elementBytes = body.skip(2).u32();
  return { elementBytes, elements: elementsOf(body, { kind, flags, elementBytes }) };
}

function elementsOf(
  body: Hdf5Cursor,
  { kind, flags, elementBytes }: { kind: number; flags: number; elementBytes: number },
): Elements | string {
  const order = (dtype: Dtype | undefined): Elements | string => {
    if (dtype === undefined) return 'numbers of a rare precision';
    return { dtype, ...(flags & IS_BIG && elementBytes > 1 ? ({ byteOrder: 'big' } as const) : {}) };
  };
  if (kind === classes.fixed) return order(integers[elementBytes]?.[flags & IS_SIGNED ? 1 : 0]);
  if (kind === classes.float) {
    const exponentBits = body.skip(5).u8();
    const mantissaBits = body.skip(1).u8();
    return order(floats[`${elementBytes} ${exponentBits} ${mantissaBits}`]);
  }
  // h5py's truth values are an enumeration of FALSE and TRUE
  if (kind === classes.enumeration && elementBytes === 1) return { dtype: 'BOOL' };
  return classNames[kind] ?? 'elements of an unknown type';
}

const layoutClasses = { compact: 0, contiguous: 1, chunked: 2 } as const;
const LAYOUT_VERSION = 3;
const NEWEST_LAYOUT_VERSION = 4;

function parseLayout(body: Hdf5Cursor, filters: readonly ChunkFilter[] | string): Storage | string {
  const version = body.u8();
  const kind = body.u8();
  if (version !== LAYOUT_VERSION && version !== NEWEST_LAYOUT_VERSION)
    return 'stored in a way of before 2005';
  if (kind === layoutClasses.compact) {
    const byteLength = body.u16();
    return { kind: 'contiguous', address: body.address, byteLength };
  }
  if (kind === layoutClasses.contiguous) {
    const address = body.address64();
    return address === null ? 'never written' : { kind: 'contiguous', address, byteLength: body.u64() };
  }
  if (kind !== layoutClasses.chunked || version !== LAYOUT_VERSION)
    return 'chunks with an index of the newest kind';
  const axes = body.u8() - 1;
  const address = body.address64();
  if (axes < 1 || axes > MAX_AXES) throw malformedHdf5(body.file, `chunks have ${axes} axes`);
  const chunk = Array.from({ length: axes }, () => body.u32());
  if (address === null) return 'never written';
  return typeof filters === 'string' ? filters : { kind: 'chunked', address, chunk, filters };
}

/** Of the HDF Group's registry. */
const filterIds: ReadonlyMap<number, ChunkFilter> = new Map([
  [1, 'deflate'],
  [2, 'shuffle'],
  [3, 'checksum'],
]);

/** In words if one is not known here. */
function parseFilters(body: Hdf5Cursor): ChunkFilter[] | string {
  const version = body.u8();
  const count = body.u8();
  body.skip(version === 1 ? 6 : 0);
  const filters: ChunkFilter[] = [];
  for (let i = 0; i < count; i++) {
    const id = body.u16();
    const nameBytes = version === 1 || id >= 256 ? body.u16() : 0;
    const values = body.skip(2).u16();
    body.skip(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    body.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    const filter = filterIds.get(id);
    if (filter === undefined) return `packed by filter ${id}`;
    filters.push(filter);
  }
  return filters;
}
