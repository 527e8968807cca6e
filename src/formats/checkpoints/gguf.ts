/**
 * GGUF, llama.cpp's format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 *
 *     "GGUF" | version u32 | tensors u64 | keys u64 | keys and values | descriptions of tensors | padding | data
 *
 * Version 1 has 32-bit counts and lengths; the byte order is big where the version read as little-endian has no lower
 * half, or where the file begins with "FUGG". The header runs from front to back, tokenizer and all, and is streamed.
 */
import type { CheckpointFile, ModelConfig } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import { ForwardCursor, numberBytes } from '../containers/forward-cursor.ts';
import { placeGgufTensors, type GgufTensor } from '../containers/gguf-tensors.ts';
import {
  readGgufString,
  readGgufValue,
  type GgufContext,
  type GgufValue,
} from '../containers/gguf-values.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import { MAX_GGUF_HEADER_BYTES, MAX_GGUF_KEYS, MAX_TENSORS } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

const FORMAT = 'GGUF';
const DEFAULT_ALIGNMENT = 32;

/** GGML_MAX_DIMS */
const MAX_GGML_AXES = 4;

export const gguf = {
  id: 'gguf',
  name: FORMAT,
  recognises: ({ head }: FileHead) => ['GGUF', 'FUGG'].includes(textOf(head.subarray(0, 4))),
  read: readGguf,
} as const satisfies CheckpointFormat;

async function readGguf(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const cursor = new ForwardCursor(source, {
    ...options,
    what: 'its header',
    maxBytes: MAX_GGUF_HEADER_BYTES,
  });
  const context = await readVersion(cursor, source.name);
  await cursor.need(2 * numberBytes[context.size]);
  const tensorCount = cursor.number(context.size);
  const keyCount = cursor.number(context.size);
  refuseAbove(MAX_TENSORS, { file: source.name, what: 'the number of tensors', value: tensorCount });
  refuseAbove(MAX_GGUF_KEYS, { file: source.name, what: 'the number of keys', value: keyCount });
  const values = await readKeys(cursor, context, keyCount);
  const described = await readDescriptions(cursor, context, tensorCount);
  const alignment = alignmentOf(values, source.name);
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  const { isBigEndian } = cursor;
  const place = { file: source.name, dataStart, sizeBytes: source.size, isBigEndian };
  return {
    tensors: placeGgufTensors(described, place),
    files: [file],
    metadata: textsOf(values),
    config: configOf(values),
    notices: [],
  };
}

async function readVersion(cursor: ForwardCursor, file: string): Promise<GgufContext> {
  await cursor.need(8);
  const magic = textOf(cursor.bytes(4));
  const version = cursor.number('u32');
  cursor.isBigEndian = magic === 'FUGG' || (version & 0xffff) === 0;
  cursor.position -= 4;
  const known = cursor.number('u32');
  if (known < 1 || known > 3) {
    const advice = 'Versions 1 to 3 are read. Convert the model again with a current llama.cpp.';
    throw new Fault('unsupported-format', { file, format: `GGUF of version ${known}`, advice });
  }
  return { file, size: known === 1 ? 'u32' : 'u64' };
}

async function readKeys(
  cursor: ForwardCursor,
  context: GgufContext,
  count: number,
): Promise<Map<string, GgufValue>> {
  const values = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = await readGgufString(cursor, context);
    if (values.has(key)) throw malformed(context.file, `has “${clipped(key)}” twice`);
    values.set(key, await readGgufValue(cursor, { ...context, key }));
  }
  return values;
}

async function readDescriptions(
  cursor: ForwardCursor,
  context: GgufContext,
  count: number,
): Promise<GgufTensor[]> {
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const name = await readGgufString(cursor, context);
    if (names.has(name)) throw malformed(context.file, `has “${clipped(name)}” twice`);
    names.add(name);
    await cursor.need(4);
    const axes = cursor.number('u32');
    if (axes > MAX_GGML_AXES) throw malformed(context.file, `“${clipped(name)}” has ${axes} axes`);
    await cursor.need(axes * numberBytes[context.size] + 12);
    const shape = Array.from({ length: axes }, () => cursor.number(context.size)).reverse();
    tensors.push({ name, shape, type: cursor.number('u32'), offset: cursor.number('u64') });
  }
  return tensors;
}

function alignmentOf(values: ReadonlyMap<string, GgufValue>, file: string): number {
  const alignment = values.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  const isPower = typeof alignment === 'number' && alignment > 0 && Number.isInteger(Math.log2(alignment));
  if (!isPower) throw malformed(file, 'its alignment is no power of two');
  return alignment;
}

/** Numbers, flags, names and short lists of numbers, by the keys that the file has. */
function configOf(values: ReadonlyMap<string, GgufValue>): ModelConfig | null {
  if (!values.has('general.architecture')) return null;
  return Object.fromEntries(
    [...values].map(([key, value]) => [key, typeof value === 'object' ? value.numbers : value]),
  );
}

function textsOf(values: ReadonlyMap<string, GgufValue>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...values].map(([key, value]) => [
      key,
      typeof value === 'object' ? (value.numbers?.join(', ') ?? `${value.length} entries`) : String(value),
    ]),
  );
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function refuseAbove(
  limit: number,
  { value, ...where }: { file: string; what: string; value: number },
): void {
  if (value > limit) throw new Fault('over-limit', { ...where, value, limit });
}

function malformed(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: FORMAT, detail });
}
