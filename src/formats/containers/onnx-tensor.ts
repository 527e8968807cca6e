/** One tensor of an ONNX model (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, `TensorProto`): what it is and where. */
import type { Dtype } from '../../core/dtype.ts';
import { Fault } from '../../core/fault.ts';
import { MAX_AXES, MAX_EXACT, MAX_ONNX_FIELD_BYTES } from '../limits.ts';
import { clipped } from '../clipped.ts';
import { wires, type ProtoField, type ProtoReader } from './protobuf.ts';

export interface OnnxElements {
  readonly dtype: Dtype;
  /** The field of numbers that such elements may be in instead of bytes: one in each, or two of 4 bits. */
  readonly field?: 'floats' | 'doubles' | 'integers';
}

/** `TensorProto.DataType`. */
export const onnxElements: ReadonlyMap<number, OnnxElements> = new Map<number, OnnxElements>([
  [1, { dtype: 'F32', field: 'floats' }],
  [2, { dtype: 'U8', field: 'integers' }],
  [3, { dtype: 'I8', field: 'integers' }],
  [4, { dtype: 'U16', field: 'integers' }],
  [5, { dtype: 'I16', field: 'integers' }],
  [6, { dtype: 'I32', field: 'integers' }],
  [7, { dtype: 'I64', field: 'integers' }],
  [9, { dtype: 'BOOL', field: 'integers' }],
  [10, { dtype: 'F16', field: 'integers' }],
  [11, { dtype: 'F64', field: 'doubles' }],
  [12, { dtype: 'U32', field: 'integers' }],
  [13, { dtype: 'U64', field: 'integers' }],
  // pairs of such
  [14, { dtype: 'C64', field: 'floats' }],
  [15, { dtype: 'C128', field: 'doubles' }],
  [16, { dtype: 'BF16', field: 'integers' }],
  [17, { dtype: 'F8_E4M3', field: 'integers' }],
  [18, { dtype: 'F8_E4M3FNUZ', field: 'integers' }],
  [19, { dtype: 'F8_E5M2', field: 'integers' }],
  [20, { dtype: 'F8_E5M2FNUZ', field: 'integers' }],
  [21, { dtype: 'U4', field: 'integers' }],
  [22, { dtype: 'U4', field: 'integers' }],
  [23, { dtype: 'F4', field: 'integers' }],
  [24, { dtype: 'F8_E8M0', field: 'integers' }],
]);

const fields = {
  dims: 1,
  dataType: 2,
  segment: 3,
  floats: 4,
  integers: 5,
  longs: 7,
  name: 8,
  bytes: 9,
  doubles: 10,
  unsignedLongs: 11,
  external: 13,
  location: 14,
} as const;

const EXTERNAL = 1;

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dataType: number;
  /** Set for one of the fields; several runs of numbers follow each other. */
  readonly data: Partial<Record<'bytes' | 'floats' | 'doubles' | 'integers', readonly ProtoField[]>>;
  /** What is said of a file that holds the elements. */
  readonly external: ReadonlyMap<string, string> | null;
}

const dataFields: ReadonlyMap<number, keyof OnnxTensor['data']> = new Map([
  [fields.bytes, 'bytes'],
  [fields.floats, 'floats'],
  [fields.doubles, 'doubles'],
  [fields.integers, 'integers'],
  [fields.longs, 'integers'],
  [fields.unsignedLongs, 'integers'],
]);

export async function readOnnxTensor(
  reader: ProtoReader,
  { startByte, endByte }: ProtoField,
  file: string,
): Promise<OnnxTensor> {
  const shape: number[] = [];
  const data: Partial<Record<keyof OnnxTensor['data'], ProtoField[]>> = {};
  const external = new Map<string, string>();
  let [name, dataType, isExternal] = ['', 0, false];
  for await (const field of reader.fields(startByte, endByte)) {
    const kind = dataFields.get(field.number);
    if (kind !== undefined) (data[kind] ??= []).push(field);
    else if (field.endByte - field.startByte > MAX_ONNX_FIELD_BYTES) refuseLong(file, field);
    else if (field.number === fields.name) name = await reader.text(field);
    else if (field.number === fields.dims) await reader.eachNumber(field, (size) => shape.push(Number(size)));
    else if (field.number === fields.dataType) dataType = field.value;
    else if (field.number === fields.location) isExternal = field.value === EXTERNAL;
    else if (field.number === fields.segment) throw malformed(file, 'a tensor comes in segments');
    else if (field.number === fields.external) external.set(...(await readPair(reader, field)));
  }
  if (name === '') throw malformed(file, 'a tensor has no name');
  const isShape = shape.length <= MAX_AXES && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const elements = shape.reduce((product, size) => product * (size || 1), 1);
  if (!isShape || elements > MAX_EXACT) throw malformed(file, `the shape of “${clipped(name)}” is none`);
  return { name, shape, dataType, data, external: isExternal ? external : null };
}

async function readPair(reader: ProtoReader, { startByte, endByte }: ProtoField): Promise<[string, string]> {
  const pair = await reader.fieldsOf(startByte, endByte);
  const [key, value] = [1, 2].map((number) => pair.find((field) => field.number === number));
  const text = (field: ProtoField | undefined) =>
    field?.wire === wires.bytes ? reader.text(field) : Promise.resolve('');
  return [await text(key), await text(value)];
}

function refuseLong(file: string, { startByte, endByte }: ProtoField): never {
  const facts = {
    what: 'the length of a name or shape',
    value: endByte - startByte,
    limit: MAX_ONNX_FIELD_BYTES,
  };
  throw new Fault('over-limit', { file, ...facts });
}

function malformed(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'ONNX', detail });
}
