/** Runs of bytes of several sources as one: a tensor that goes over from one shard into the next. */
import type { SourceRecipe } from '../../core/checkpoint.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { checkRange } from './range.ts';
import { streamOfReads } from './stream-of-reads.ts';

export function joinedSource(
  sourceOf: (recipe: SourceRecipe) => ByteSource,
  recipe: Extract<SourceRecipe, { kind: 'joined' }>,
): ByteSource {
  const { name, size } = recipe;
  const sources = recipe.parts.map((part) => sourceOf(part.recipe));

  async function read(startByte: number, endByte: number, options?: ReadOptions): Promise<Uint8Array> {
    checkRange(recipe, startByte, endByte);
    const bytes = new Uint8Array(endByte - startByte);
    let before = 0;
    for (const [i, part] of recipe.parts.entries()) {
      const length = part.endByte - part.startByte;
      const [from, to] = [Math.max(startByte - before, 0), Math.min(endByte - before, length)];
      if (from < to) {
        const some = await sources[i]!.read(part.startByte + from, part.startByte + to, options);
        bytes.set(some, before + from - startByte);
      }
      before += length;
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
