/** A file on a server, read in parts. */
import type { SourceRecipe } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import type { ByteSource, ByteStream, ReadOptions } from '../source.ts';
import { inTurn } from './gate.ts';
import { contentRangeOf, discard, expectPart } from './http-request.ts';
import { usualPatience, type Patience } from './patience.ts';
import { Place } from './place.ts';
import { checkRange, readExactly } from './range.ts';
import { resumingStream } from './resuming-stream.ts';

export type UrlRecipe = Extract<SourceRecipe, { kind: 'url' }>;

export function httpSource(recipe: UrlRecipe, patience: Patience = usualPatience): ByteSource {
  const { name, size, url } = recipe;
  const place = new Place(url);
  function stream(startByte: number, endByte: number, options?: ReadOptions): ByteStream {
    checkRange(recipe, startByte, endByte);
    return resumingStream({
      url,
      startByte,
      endByte,
      patience,
      signal: options?.signal,
      async connect(from, signal) {
        const range = { startByte: from, endByte };
        const response = await place.get({ range, signal, stallMs: patience.stallMs });
        return checkedBody(response, { recipe, range });
      },
    });
  }
  return {
    name,
    size,
    stream,
    read(startByte, endByte, options) {
      const read = () => readExactly(stream(startByte, endByte, options), endByte - startByte);
      return inTurn(url, read, options?.signal);
    },
  };
}

interface Asked {
  readonly recipe: UrlRecipe;
  readonly range: { readonly startByte: number; readonly endByte: number };
}

/** Throws unless the answer is the range asked for, of the file that was probed. */
export function checkedBody(response: Response, asked: Asked): ReadableStream<Uint8Array<ArrayBuffer>> {
  try {
    return check(response, asked);
  } catch (error) {
    discard(response);
    throw error;
  }
}

function check(response: Response, { recipe, range }: Asked): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { url, name, size } = recipe;
  if (response.status === 416) throw new Fault('file-changed', { file: name });
  expectPart(response, url);
  if (isOtherFile(response.headers, recipe)) throw new Fault('file-changed', { file: name });
  const lengthChanged = (expectedBytes: number, actualBytes: number) =>
    new Fault('length-changed', { url, expectedBytes, actualBytes });
  const asked = range.endByte - range.startByte;
  const answered = contentRangeOf(response);
  if (answered !== null) {
    if (answered.size !== size) throw lengthChanged(size, answered.size);
    if (answered.startByte !== range.startByte || answered.endByte !== range.endByte) {
      throw lengthChanged(asked, answered.endByte - answered.startByte);
    }
  }
  const announced = response.headers.get('Content-Length');
  if (response.body !== null && (announced === null || Number(announced) === asked)) return response.body;
  throw lengthChanged(asked, Number(announced));
}

/** By its tag; by its date where no tag is shown, as pages of other origins always see it. */
function isOtherFile(headers: Headers, { etag, modified }: UrlRecipe): boolean {
  const tag = headers.get('ETag');
  if (tag !== null && etag !== null) return strong(tag) !== strong(etag);
  const date = headers.get('Last-Modified');
  return date !== null && modified !== undefined && date !== modified;
}

/** Weak and strong tags of the same file count as one: compression on the way turns one into the other. */
function strong(tag: string): string {
  return tag.replace(/^W\//, '');
}
