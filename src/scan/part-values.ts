/**
 * Weights as numbers, in their order: some elements of some parts, for what a sketch of magnitudes cannot tell (similarity
 * of experts, what a router would choose). Elements of a part are counted in the order of its region, which is the same
 * for all experts of a layer.
 */
import { decodingOf, isCoded } from '../core/decode.ts';
import { blockElements, type Dtype } from '../core/dtype.ts';
import { isBlocked } from '../core/ggml/block-types.ts';
import { regionElements, type Region } from '../core/region.ts';
import type { SourceRecipe } from '../core/checkpoint.ts';
import type { ByteSource, ReadOptions } from '../formats/source.ts';
import { ElementReader, type Elements } from './elements.ts';
import { byteRange, spanDtype, type ScanPlan } from './plan.ts';
import { codesOf, codeValues, readScales, scaleCodes } from './scales.ts';

/** Packed codes and bytes begin at multiples of this many elements. */
const ALIGNMENT = 64;

/** Elements of a part that lie closer than this are read in one go, with what is between them. */
const LARGEST_GAP = 16_384;

interface Place {
  readonly span: number;
  readonly region: Region;
}

export class PartReader {
  readonly #plan: ScanPlan;
  readonly #sourceOf: (recipe: SourceRecipe) => ByteSource;
  readonly #sources = new Map<number, ByteSource>();
  readonly #places: ReadonlyMap<number, Place>;

  /** Parts are those of the plan. */
  constructor(plan: ScanPlan, sourceOf: (recipe: SourceRecipe) => ByteSource) {
    this.#plan = plan;
    this.#sourceOf = sourceOf;
    this.#places = placesOf(plan);
  }

  /** Elements of a part; 0 for one that is not in the plan. */
  count(part: number): number {
    const place = this.#places.get(part);
    return place === undefined ? 0 : regionElements(place.region);
  }

  /** Elements [first, end) of a part. Throws the faults of its source; AbortError when aborted. */
  async read(
    part: number,
    { first, end }: { readonly first: number; readonly end: number },
    options: ReadOptions = {},
  ): Promise<Float64Array> {
    const place = this.#places.get(part);
    if (place === undefined || end > this.count(part))
      throw new RangeError(`part ${part} has no element ${end - 1}`);
    const values = new Float64Array(end - first);
    let filled = 0;
    for (const run of runsOf(place.region, { first, end })) {
      const stored = await this.#stored(place.span, run, options);
      for (let i = 0; i < run.count; i++) values[filled++] = stored[i * run.stride]!;
    }
    return values;
  }

  /** From a run's first element to its last, with what lies between them. */
  async #stored(span: number, { start, count, stride }: Run, options: ReadOptions): Promise<Float64Array> {
    const { spans } = this.#plan;
    const dtype = spanDtype(spans, span);
    const step = Math.max(ALIGNMENT, blockElements(dtype));
    const last = start + (count - 1) * stride;
    const startElement = Math.floor(start / step) * step;
    // the span's end is that of its tensor or of a block, so nothing beyond it is needed
    const endElement = Math.min(
      Math.ceil((last + 1) / step) * step,
      Math.max(spans.endElement[span]!, last + 1),
    );
    const { startByte, endByte } = byteRange(spans, { span, startElement, endElement });
    const source = this.#source(spans.file[span]!);
    const bytes = await source.read(startByte, endByte, options);
    const reader = new ElementReader();
    const elements = reader.align(bytes.buffer as ArrayBuffer, {
      byteOffset: bytes.byteOffset + spans.tensorByte[span]! - startByte,
      dtype,
      startElement,
      endElement,
      isBigEndian: spans.isBigEndian[span] === 1,
    });
    const scaling = spans.scalings[span] ?? null;
    const skipped = start - startElement;
    if (scaling === null) return numbersOf(elements, dtype, reader).subarray(skipped);
    const sourceOf = (file: number) => this.#source(file);
    const scales = await readScales(scaling, { startElement, endElement, sourceOf, ...options });
    const weights = new Float32Array(elements.count);
    scaleCodes(codesOf(elements, dtype), {
      weights,
      values: codeValues(dtype),
      scaling,
      scales,
      startElement,
    });
    return Float64Array.from(weights).subarray(skipped);
  }

  #source(file: number): ByteSource {
    let source = this.#sources.get(file);
    if (source === undefined) {
      source = this.#sourceOf(this.#plan.files[file]!.recipe);
      this.#sources.set(file, source);
    }
    return source;
  }
}

function placesOf({ spans }: ScanPlan): Map<number, Place> {
  const places = new Map<number, Place>();
  for (let span = 0; span < spans.count; span++) {
    const [offset, end] = [spans.startElement[span]!, spans.endElement[span]!];
    for (let at = spans.partStart[span]!; at < spans.partStart[span + 1]!; at++) {
      const region = spans.regions[at] ?? { offset, dimensions: [{ size: end - offset, stride: 1 }] };
      places.set(spans.part[at]!, { span, region });
    }
  }
  return places;
}

interface Run {
  /** First element, in its tensor; and how many follow each other so far apart. */
  readonly start: number;
  readonly count: number;
  readonly stride: number;
}

/** Where elements [first, end) of a region lie, in order. */
function* runsOf(
  { offset, dimensions }: Region,
  { first, end }: { readonly first: number; readonly end: number },
): Generator<Run> {
  const inner = dimensions.at(-1) ?? { size: 1, stride: 1 };
  const outer = dimensions.slice(0, -1);
  // far apart, each is read for itself
  const longest = inner.stride > LARGEST_GAP ? 1 : inner.size;
  for (let at = first; at < end;) {
    const within = at % inner.size;
    const count = Math.min(longest, inner.size - within, end - at);
    let start = offset + within * inner.stride;
    let rest = Math.floor(at / inner.size);
    for (let d = outer.length - 1; d >= 0; d--) {
      start += (rest % outer[d]!.size) * outer[d]!.stride;
      rest = Math.floor(rest / outer[d]!.size);
    }
    yield { start, count, stride: inner.stride };
    at += count;
  }
}

function numbersOf(elements: Elements, dtype: Dtype, reader: ElementReader): Float64Array {
  if (isBlocked(dtype)) {
    const { buffer, count } = reader.decode(elements, dtype);
    return Float64Array.from(new Float32Array(buffer, 0, count));
  }
  const { buffer, byteOffset, count } = elements;
  if (dtype === 'F64') return new Float64Array(buffer, byteOffset, count);
  if (!isCoded(dtype)) return Float64Array.from(new Float32Array(buffer, byteOffset, count));
  const { values } = decodingOf(dtype);
  const codes =
    values.length > 256
      ? new Uint16Array(buffer, byteOffset, count)
      : new Uint8Array(buffer, byteOffset, count);
  // a callback a weight would cost several times as much
  const numbers = new Float64Array(codes.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = values[codes[i]!]!;
  return numbers;
}
