/** The source that a recipe describes. Recipes cross threads; each thread makes sources of its own. */
import type { SourceRecipe } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import type { ByteSource } from '../source.ts';
import { blobSource } from './blob-source.ts';
import { bytesSource } from './bytes-source.ts';
import { chunkedSource } from './chunked-source.ts';
import { httpSource } from './http-source.ts';
import { inflatedSource } from './inflated-source.ts';
import { joinedSource } from './joined-source.ts';

export type SourceOf = (recipe: SourceRecipe) => ByteSource;

/** `openPath` reads the file system where there is one (Node); a browser has none to offer. */
export function defineSourceOf(openPath: (path: string) => ByteSource): SourceOf {
  const sourceOf: SourceOf = (recipe) => {
    switch (recipe.kind) {
      case 'file':
        return blobSource(recipe.file.name, recipe.file);
      case 'bytes':
        return bytesSource(recipe.name, recipe.bytes);
      case 'url':
        return httpSource(recipe);
      case 'path':
        return openPath(recipe.path);
      case 'inflated':
        return inflatedSource(sourceOf(recipe.of), recipe);
      case 'chunked':
        return chunkedSource(sourceOf(recipe.of), recipe);
      case 'joined':
        return joinedSource(sourceOf, recipe);
    }
  };
  return sourceOf;
}

/** For pages and workers. */
export const sourceOf = defineSourceOf((path) => {
  throw new Fault('file-unreadable', { file: path, detail: 'a page has no access to paths' });
});
