/**
 * An array that lies in chunks, perhaps packed, as one run of bytes in row-major order. Chunks side by side along all axes but
 * the first make a slab, which is a run of those bytes: slabs are put together as they are needed, and the last one is kept.
 */
import type { SourceRecipe } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { mapAtOnce } from '../at-once.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { checkRange } from './range.ts';
import { streamOfReads } from './stream-of-reads.ts';
import { unfilter } from './unfilter.ts';

export type ChunkedRecipe = Extract<SourceRecipe, { kind: 'chunked' }>;

export function chunkedSource(outer: ByteSource, recipe: ChunkedRecipe): ByteSource {
  const { name, size } = recipe;
  const slabBytes = slabBytesOf(recipe);
  let last: { readonly slab: number; readonly bytes: Uint8Array } | null = null;

  async function slabAt(slab: number, options: ReadOptions | undefined): Promise<Uint8Array> {
    if (last?.slab !== slab) last = { slab, bytes: await readSlab(outer, recipe, { slab, ...options }) };
    return last.bytes;
  }

  async function read(startByte: number, endByte: number, options?: ReadOptions): Promise<Uint8Array> {
    checkRange(recipe, startByte, endByte);
    const bytes = new Uint8Array(endByte - startByte);
    for (let at = startByte; at < endByte;) {
      const slab = Math.floor(at / slabBytes);
      const within = at - slab * slabBytes;
      const some = (await slabAt(slab, options)).subarray(within, within + endByte - at);
      bytes.set(some, at - startByte);
      at += some.length;
    }
    return bytes;
  }

  return {
    name,
    size,
    read,
    stream(startByte, endByte, options) {
      checkRange(recipe, startByte, endByte);
      return streamOfReads(read, { startByte, endByte, ...options });
    },
  };
}

/** Bytes of the array that a slab holds; the last may hold fewer. */
export function slabBytesOf({
  shape,
  chunk,
  elementBytes,
}: Pick<ChunkedRecipe, 'shape' | 'chunk' | 'elementBytes'>): number {
  return shape.slice(1).reduce((product, size) => product * size, chunk[0]! * elementBytes);
}

async function readSlab(
  outer: ByteSource,
  recipe: ChunkedRecipe,
  { slab, ...options }: ReadOptions & { readonly slab: number },
): Promise<Uint8Array> {
  const { shape, chunk, elementBytes, filters, chunks } = recipe;
  const rows = Math.min(chunk[0]!, shape[0]! - slab * chunk[0]!);
  const bytes = new Uint8Array((slabBytesOf(recipe) / chunk[0]!) * rows);
  const across = shape.slice(1).map((size, axis) => Math.ceil(size / chunk[axis + 1]!));
  const count = across.reduce((product, size) => product * size, 1);
  const chunkBytes = chunk.reduce((product, size) => product * size, elementBytes);
  await mapAtOnce(
    Array.from({ length: count }, (_, i) => i),
    async (number) => {
      const at = slab * count + number;
      const start = chunks.startByte[at]!;
      const packed = await outer.read(start, start + chunks.byteLength[at]!, options);
      const used = filters.filter((_, i) => ((chunks.skipped[at]! >>> i) & 1) === 0);
      const plain = await unfilter(packed, { filters: used, elementBytes, byteLength: chunkBytes });
      if (plain === null) {
        throw new Fault('malformed', {
          file: recipe.name,
          format: 'HDF5',
          detail: 'a packed chunk is damaged',
        });
      }
      place(plain, bytes, { recipe, rows, origin: originOf(number, across, chunk) });
    },
  );
  return bytes;
}

/** The first index of a chunk along all axes but the first. */
function originOf(number: number, across: readonly number[], chunk: readonly number[]): number[] {
  const origin = new Array<number>(across.length);
  let rest = number;
  for (let axis = across.length - 1; axis >= 0; axis--) {
    origin[axis] = (rest % across[axis]!) * chunk[axis + 1]!;
    rest = Math.floor(rest / across[axis]!);
  }
  return origin;
}

/** Copies what of a chunk lies within the array, run by run along the last axis. */
function place(
  from: Uint8Array,
  to: Uint8Array,
  { recipe, rows, origin }: { recipe: ChunkedRecipe; rows: number; origin: readonly number[] },
): void {
  const { shape, chunk, elementBytes } = recipe;
  const inside = [rows, ...shape.slice(1).map((size, i) => Math.min(chunk[i + 1]!, size - origin[i]!))];
  const first = [0, ...origin];
  const run = inside.at(-1)! * elementBytes;
  const outerAxes = inside.slice(0, -1);
  const runs = outerAxes.reduce((product, size) => product * size, 1);
  for (let number = 0; number < runs; number++) {
    let rest = number;
    let [source, target, sourceStep, targetStep] = [0, first.at(-1)!, chunk.at(-1)!, shape.at(-1)!];
    for (let axis = outerAxes.length - 1; axis >= 0; axis--) {
      const index = rest % outerAxes[axis]!;
      rest = Math.floor(rest / outerAxes[axis]!);
      source += index * sourceStep;
      target += (first[axis]! + index) * targetStep;
      sourceStep *= chunk[axis]!;
      targetStep *= shape[axis]!;
    }
    to.set(from.subarray(source * elementBytes, source * elementBytes + run), target * elementBytes);
  }
}
