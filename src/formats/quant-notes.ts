/**
 * Notes that quantised weights carry as tensors of a few bytes, and that have to be read before anything is known of the
 * weights: bitsandbytes keeps shapes in JSON texts of some 200 bytes (core/quant-state.ts), and the layout of 8-bit
 * weights in single bytes. Read together, as neighbours mostly lie side by side.
 */
import { Fault } from '../core/fault.ts';
import { isQuantStateName, type QuantState } from '../core/quant-state.ts';
import type { SourceRecipe } from '../core/checkpoint.ts';
import type { TensorEntry } from '../core/tensor.ts';
import type { FileContents } from './format.ts';
import { parseJsonObject } from './json.ts';
import { MAX_AXES, MAX_EXACT } from './limits.ts';
import { readRanges } from './read-ranges.ts';
import type { ByteSource, ReadOptions } from './source.ts';

/** Real notes have some 250 bytes. */
const MAX_NOTE_BYTES = 10_000;

const layoutName = /(?<=^|\.)weight_format$/;
/** Of 8-bit weights, `LINEAR_8BIT_WEIGHTS_FORMAT_MAPPING` of bitsandbytes/utils.py; others are for one kind of GPU. */
const ROWS_IN_ORDER = 0;

/** The same contents; notes have `quantState`, and weights in a layout that is not known are marked. */
export async function readQuantNotes(
  contents: FileContents,
  { sourceOf, ...options }: ReadOptions & { readonly sourceOf: (recipe: SourceRecipe) => ByteSource },
): Promise<FileContents> {
  const notes = contents.tensors.filter(isNote);
  if (notes.length === 0) return contents;
  const states = new Map<TensorEntry, QuantState>();
  const strange = new Set<string>();
  for (const [file, { name, recipe }] of contents.files.entries()) {
    const own = notes.filter((note) => note.file === file);
    if (own.length === 0) continue;
    const read = await readRanges(sourceOf(recipe), own.map(rangeOf), options);
    own.forEach((note, i) => {
      const bytes = read[i]!;
      if (!layoutName.test(note.name)) {
        const state = parseQuantState(bytes, name);
        if (state !== null) states.set(note, state);
      } else if (bytes[0] !== ROWS_IN_ORDER) strange.add(note.name.replace(layoutName, 'weight'));
    });
  }
  const tensors = contents.tensors.map((tensor): TensorEntry => {
    const quantState = states.get(tensor);
    if (quantState !== undefined) return { ...tensor, quantState };
    return strange.has(tensor.name) && tensor.dtype === 'I8'
      ? { ...tensor, undrawn: 'packed-codes' }
      : tensor;
  });
  return { ...contents, tensors };
}

function isNote({ name, dtype, byteLength, strides }: TensorEntry): boolean {
  if (dtype !== 'U8' || strides !== undefined) return false;
  if (layoutName.test(name)) return byteLength === 1;
  return isQuantStateName(name) && byteLength > 0 && byteLength <= MAX_NOTE_BYTES;
}

function rangeOf({ startByte, byteLength }: TensorEntry): { startByte: number; endByte: number } {
  return { startByte, endByte: startByte + byteLength };
}

/** Null for what is no such note: then its weights are listed, and stay codes. */
export function parseQuantState(bytes: Uint8Array, file: string): QuantState | null {
  let note;
  try {
    note = parseJsonObject(bytes, { file, format: 'bitsandbytes', what: 'a note' });
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
  const { shape, blocksize: group, nested_blocksize: nestedGroup, nested_offset: offset } = note;
  if (!isShape(shape) || !isGroup(group)) return null;
  if (!('nested_blocksize' in note || 'nested_offset' in note)) return { shape, group, nested: null };
  if (!isGroup(nestedGroup) || typeof offset !== 'number') return null;
  return { shape, group, nested: { group: nestedGroup, offset } };
}

function isShape(value: unknown): value is number[] {
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) > 0;
  if (!Array.isArray(value) || value.length > MAX_AXES || !value.every(isSize)) return false;
  return (value as number[]).reduce((product, size) => product * size, 1) <= MAX_EXACT;
}

/** A power of two, as the library has them; pieces of scans then hold whole bytes of whole groups. */
function isGroup(value: unknown): value is number {
  return (
    Number.isSafeInteger(value) && (value as number) >= 2 && Number.isInteger(Math.log2(value as number))
  );
}
