/**
 * safetensors: https://github.com/huggingface/safetensors (README, "Format", and safetensors/src/tensor.rs).
 *
 *     u64 LE N | N bytes of JSON, padded with spaces | elements, to the end of the file
 *     {"name": {"dtype": "BF16", "shape": [2, 3], "data_offsets": [begin, end]}, "__metadata__": {"key": "text"}}
 *
 * Offsets count from the first byte after the header. Elements are little-endian and row-major. The reference
 * reader refuses bytes that belong to no tensor; this one only looks, so it lets them be and says so.
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { byteLengthOf, type Dtype } from '../../core/dtype.ts';
import { Fault, notice, type Notice } from '../../core/fault.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import { isJsonObject, parseJsonObject, type JsonObject } from '../json.ts';
import { MAX_AXES, MAX_EXACT, MAX_SAFETENSORS_HEADER_BYTES, MAX_TENSORS } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

const FORMAT = 'safetensors';
const LENGTH_BYTES = 8;
const METADATA_KEY = '__metadata__';

/** In the order of the reference's enumeration, by which its writer sorts. */
export const safetensorsDtypes = [
  'BOOL',
  'F4',
  'F6_E2M3',
  'F6_E3M2',
  'U8',
  'I8',
  'F8_E5M2',
  'F8_E4M3',
  'F8_E8M0',
  'F8_E4M3FNUZ',
  'F8_E5M2FNUZ',
  'I16',
  'U16',
  'F16',
  'BF16',
  'I32',
  'U32',
  'F32',
  'C64',
  'F64',
  'I64',
  'U64',
] as const satisfies readonly Dtype[];
export type SafetensorsDtype = (typeof safetensorsDtypes)[number];

export function isSafetensorsDtype(dtype: Dtype): dtype is SafetensorsDtype {
  return (safetensorsDtypes as readonly Dtype[]).includes(dtype);
}

/** The specification's names, and other spellings that are seen on the Hugging Face Hub. */
const dtypeSpellings: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ...safetensorsDtypes.map((name) => [name, name] as const),
  ['E8M0', 'F8_E8M0'],
  ['UE8', 'F8_E8M0'],
  ['FP4', 'F4'],
]);

export const safetensors = {
  id: 'safetensors',
  name: FORMAT,
  recognises: ({ head }: FileHead) => startsWithHeader(head),
  read: readSafetensors,
} as const satisfies CheckpointFormat;

/** The length may lie and still be worth a precise fault, so only the JSON behind it is looked at. */
function startsWithHeader(head: Uint8Array): boolean {
  const start = new TextDecoder().decode(head.subarray(LENGTH_BYTES));
  return /^\{\s*("|\}|$)/.test(start);
}

async function readSafetensors(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const dataStart = LENGTH_BYTES + (await readHeaderLength(source, options));
  const header = parseJsonObject(await source.read(LENGTH_BYTES, dataStart, options), {
    file: source.name,
    format: FORMAT,
    what: 'the header',
  });
  const names = Object.keys(header).filter((name) => name !== METADATA_KEY);
  refuseAbove(MAX_TENSORS, { file: source.name, what: 'the number of tensors', value: names.length });
  const tensors = names
    .map((name) => parseEntry(name, header[name], { file: source.name, dataStart, sizeBytes: source.size }))
    .sort((a, b) => a.startByte - b.startByte || a.byteLength - b.byteLength);
  refuseOverlaps(tensors, source.name);
  return {
    tensors,
    files: [file],
    metadata: textsOf(header[METADATA_KEY]),
    notices: trailingBytes(tensors, { dataStart, source }),
  };
}

async function readHeaderLength(source: ByteSource, options?: ReadOptions): Promise<number> {
  const { name: file, size: sizeBytes } = source;
  if (sizeBytes < LENGTH_BYTES) {
    throw new Fault('truncated', { file, what: 'its header', neededBytes: LENGTH_BYTES, sizeBytes });
  }
  const bytes = await source.read(0, LENGTH_BYTES, options);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  refuseAbove(MAX_SAFETENSORS_HEADER_BYTES, { file, what: 'the length of the header', value: length });
  const neededBytes = LENGTH_BYTES + length;
  if (neededBytes > sizeBytes)
    throw new Fault('truncated', { file, what: 'its header', neededBytes, sizeBytes });
  return length;
}

interface HeaderContext {
  readonly file: string;
  /** First byte of elements. */
  readonly dataStart: number;
  readonly sizeBytes: number;
}

function parseEntry(name: string, record: unknown, context: HeaderContext): TensorEntry {
  const { file, dataStart, sizeBytes } = context;
  const tensor = clipped(name);
  if (!isJsonObject(record)) throw malformed(file, `“${tensor}” is not described by an object`);
  const dtype = parseDtype(tensor, record, file);
  const shape = parseShape(tensor, record, file);
  const [begin, end] = parseOffsets(tensor, record, file);
  const endByte = dataStart + end;
  if (endByte > sizeBytes) throw new Fault('tensor-outside-file', { file, tensor, endByte, sizeBytes });
  const actualBytes = end - begin;
  const expectedBytes = byteLengthOf(dtype, elementCount(shape));
  if (!Number.isInteger(expectedBytes)) throw malformed(file, `“${tensor}” ends within a byte`);
  if (expectedBytes !== actualBytes) {
    throw new Fault('tensor-size-mismatch', { file, tensor, expectedBytes, actualBytes });
  }
  return { name, dtype, shape, file: 0, startByte: dataStart + begin, byteLength: actualBytes };
}

function parseDtype(tensor: string, { dtype }: JsonObject, file: string): Dtype {
  const known = typeof dtype === 'string' ? dtypeSpellings.get(dtype) : undefined;
  if (known !== undefined) return known;
  const given = typeof dtype === 'string' ? `the unknown dtype “${clipped(dtype)}”` : 'no dtype';
  throw malformed(file, `“${tensor}” has ${given}`);
}

function parseShape(tensor: string, { shape }: JsonObject, file: string): number[] {
  if (!isListOfSizes(shape)) throw malformed(file, `the shape of “${tensor}” is not a list of whole numbers`);
  refuseAbove(MAX_AXES, { file, what: `the number of axes of “${tensor}”`, value: shape.length });
  // Axes of size 0 are left out, so that no product passes through infinity on its way to 0.
  const elements = shape.reduce((product, size) => product * (size || 1), 1);
  refuseAbove(MAX_EXACT, { file, what: `the number of elements of “${tensor}”`, value: elements });
  return shape;
}

function parseOffsets(tensor: string, { data_offsets: offsets }: JsonObject, file: string): [number, number] {
  const [begin, end, ...rest] = isListOfSizes(offsets) ? offsets : [];
  if (begin === undefined || end === undefined || rest.length > 0 || end < begin) {
    throw malformed(file, `data_offsets of “${tensor}” are not two rising whole numbers`);
  }
  return [begin, end];
}

function isListOfSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isInteger(size) && size >= 0);
}

/** Two tensors never share bytes in this format, not even the very same range. */
function refuseOverlaps(sorted: readonly TensorEntry[], file: string): void {
  let last: TensorEntry | null = null;
  for (const tensor of sorted) {
    if (tensor.byteLength === 0) continue;
    if (last && tensor.startByte < last.startByte + last.byteLength) {
      throw new Fault('tensors-overlap', { file, first: clipped(last.name), second: clipped(tensor.name) });
    }
    last = tensor;
  }
}

function textsOf(metadata: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(metadata)) return {};
  return Object.fromEntries(
    Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function trailingBytes(
  tensors: readonly TensorEntry[],
  { dataStart, source }: { dataStart: number; source: ByteSource },
): Notice[] {
  const lastByte = tensors.reduce(
    (end, tensor) => Math.max(end, tensor.startByte + tensor.byteLength),
    dataStart,
  );
  const bytes = source.size - lastByte;
  return bytes > 0 ? [notice('trailing-bytes', { file: source.name, bytes })] : [];
}

function refuseAbove(
  limit: number,
  { value, ...where }: { file: string; what: string; value: number },
): void {
  if (value > limit) throw new Fault('over-limit', { ...where, value, limit });
}

/** A name is as long as the header allows; messages stay readable. */
function clipped(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function malformed(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: FORMAT, detail });
}
