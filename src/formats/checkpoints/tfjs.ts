/**
 * TensorFlow.js, layers and graph models (https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts): a model.json that
 * lists weights in groups, each of which is the bytes of some files one after the other, cut wherever it may be.
 */
import type { CheckpointFile, JoinedPart } from '../../core/checkpoint.ts';
import { byteLengthOf } from '../../core/dtype.ts';
import { Fault, notice } from '../../core/fault.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import { malformedTfjs, parseTfjsWeight, type TfjsWeight } from '../containers/tfjs-weights.ts';
import type { CheckpointFormat, FileContents, FileHead, FormatOptions } from '../format.ts';
import { pathInside } from '../grouping/files-beside.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import { MAX_TENSORS, MAX_TFJS_JSON_BYTES, MAX_TFJS_TEXTS } from '../limits.ts';
import type { ByteSource } from '../source.ts';

const FORMAT = 'TensorFlow.js';
const TEXT_LENGTH_BYTES = 4;

export const tfjs = {
  id: 'tfjs',
  name: FORMAT,
  recognises: ({ head }: FileHead) => isModel(new TextDecoder().decode(head)),
  read: readTfjs,
} as const satisfies CheckpointFormat;

/** Converters begin with the format, TensorFlow.js itself with the topology, which may be long. */
function isModel(start: string): boolean {
  return (
    /^\s*\{\s*"(?:modelTopology|weightsManifest)"\s*:/.test(start) ||
    (/^\s*\{\s*"/.test(start) && /"format"\s*:\s*"(?:layers|graph)-model"/.test(start))
  );
}

async function readTfjs(
  file: CheckpointFile,
  source: ByteSource,
  options?: FormatOptions,
): Promise<FileContents> {
  const { name, size: value } = source;
  if (value > MAX_TFJS_JSON_BYTES) {
    const what = 'its size in bytes';
    throw new Fault('over-limit', { file: name, what, value, limit: MAX_TFJS_JSON_BYTES });
  }
  const bytes = await source.read(0, value, options);
  const model = parseJsonObject(bytes, { file: name, format: FORMAT, what: 'the file' });
  const { weightsManifest: groups } = model;
  if (!Array.isArray(groups)) throw malformedTfjs(name, 'it lists no weights');
  const placing = new Placing(file, { name, options });
  for (const group of groups) await placing.add(group);
  return { ...placing.done(), metadata: textsOf(model) };
}

function textsOf(model: Readonly<Record<string, unknown>>): Record<string, string> {
  const told = ['format', 'generatedBy', 'convertedBy'].map((key) => [key, model[key]] as const);
  return Object.fromEntries(told.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** A file of a group, as far as the group's bytes are concerned. */
interface Shard {
  /** Index into the files. */
  readonly file: number;
  readonly source: ByteSource;
  readonly startByte: number;
  readonly endByte: number;
}

interface Origin {
  readonly name: string;
  readonly options: FormatOptions | undefined;
}

/** Those that hold some of these bytes: shards lie one after the other, so the first is soon found among very many. */
function shardsAt(shards: readonly Shard[], startByte: number, endByte: number): Shard[] {
  let [first, end] = [0, shards.length];
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    if (shards[middle]!.endByte > startByte) end = middle;
    else first = middle + 1;
  }
  const own: Shard[] = [];
  for (let i = first; i < shards.length && shards[i]!.startByte < endByte; i++) own.push(shards[i]!);
  return own.filter((shard) => shard.endByte > shard.startByte);
}

/** Finds a place for the weights of one group after the other. */
class Placing {
  readonly #origin: Origin;
  readonly #files: CheckpointFile[];
  readonly #tensors: TensorEntry[] = [];
  readonly #names = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #texts: string[] = [];
  #absent = 0;

  constructor(file: CheckpointFile, origin: Origin) {
    this.#files = [file];
    this.#origin = origin;
  }

  async add(group: unknown): Promise<void> {
    const { name } = this.#origin;
    const { paths, weights } = isJsonObject(group) ? group : {};
    if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string') || !Array.isArray(weights))
      throw malformedTfjs(name, 'a group of weights has no files, or no weights');
    const shards = this.#shards(paths);
    const end = shards.at(-1)?.endByte ?? 0;
    const isWhole = shards.length === paths.length;
    let at = 0;
    for (const entry of weights) {
      const weight = this.#named(parseTfjsWeight(entry, name));
      const byteLength = weight.isTexts
        ? await this.#textBytes(weight, { shards, at })
        : byteLengthOf(weight.dtype, elementCount(weight.shape));
      const endByte = at + byteLength;
      if (endByte <= end) this.#place(weight, { shards, startByte: at, endByte });
      else if (isWhole) {
        const tensor = clipped(weight.name);
        throw new Fault('tensor-outside-file', { file: paths.join(', '), tensor, endByte, sizeBytes: end });
      } else this.#absent++;
      at = endByte;
    }
  }

  done(): Omit<FileContents, 'metadata'> {
    const missing = [...this.#missing];
    if (missing.length > 0 && this.#tensors.length === 0)
      throw new Fault('weights-elsewhere', { file: this.#origin.name, wanted: missing });
    const gap = { shards: missing, tensors: this.#absent };
    return {
      tensors: this.#tensors,
      files: this.#files,
      notices: [
        ...(missing.length > 0 ? [notice('missing-shard', gap)] : []),
        ...(this.#texts.length > 0 ? [notice('ignored-files', { files: this.#texts })] : []),
      ],
    };
  }

  #named(weight: TfjsWeight): TfjsWeight {
    const { name: file } = this.#origin;
    if (this.#names.has(weight.name)) throw malformedTfjs(file, `has “${clipped(weight.name)}” twice`);
    this.#names.add(weight.name);
    if (this.#names.size > MAX_TENSORS) {
      const facts = { what: 'the number of tensors', value: this.#names.size, limit: MAX_TENSORS };
      throw new Fault('over-limit', { file, ...facts });
    }
    return weight;
  }

  /** Up to the first file that did not come along: nothing tells where the others would begin. */
  #shards(paths: readonly string[]): Shard[] {
    const shards: Shard[] = [];
    let isGap = false;
    for (const path of paths) {
      const plain = pathInside(path, { file: this.#origin.name, format: FORMAT });
      const found = this.#origin.options?.beside?.(plain) ?? null;
      if (found === null) this.#missing.add(plain);
      isGap ||= found === null;
      if (found === null || isGap) continue;
      const startByte = shards.at(-1)?.endByte ?? 0;
      const { file, source } = found;
      shards.push({ file: this.#files.push(file) - 1, source, startByte, endByte: startByte + file.size });
    }
    return shards;
  }

  #place(
    { isTexts, ...weight }: TfjsWeight,
    { shards, startByte, endByte }: { shards: readonly Shard[]; startByte: number; endByte: number },
  ): void {
    if (isTexts) {
      this.#texts.push(`${clipped(weight.name)} (text)`);
      return;
    }
    const byteLength = endByte - startByte;
    const place = this.#placeOf(weight.name, {
      shards: shardsAt(shards, startByte, endByte),
      startByte,
      endByte,
    });
    this.#tensors.push({ ...weight, ...place, byteLength });
  }

  /** Among the files that hold some of its bytes; anywhere, if it has none. */
  #placeOf(
    weight: string,
    { shards, startByte, endByte }: { shards: readonly Shard[]; startByte: number; endByte: number },
  ): { file: number; startByte: number } {
    const [first] = shards;
    if (first === undefined) return { file: 0, startByte: 0 };
    if (shards.length === 1) return { file: first.file, startByte: startByte - first.startByte };
    return { file: this.#join(weight, { shards, startByte, endByte }), startByte: 0 };
  }

  /** A weight that goes over from one file into the next is a file of its own. */
  #join(
    weight: string,
    { shards, startByte, endByte }: { shards: readonly Shard[]; startByte: number; endByte: number },
  ): number {
    const parts = shards.map((shard): JoinedPart => ({
      recipe: this.#files[shard.file]!.recipe,
      startByte: Math.max(startByte, shard.startByte) - shard.startByte,
      endByte: Math.min(endByte, shard.endByte) - shard.startByte,
    }));
    const name = `${this.#origin.name}: ${clipped(weight)}`;
    const size = endByte - startByte;
    const recipe = { kind: 'joined', of: parts[0]!.recipe, name, size, parts } as const;
    return this.#files.push({ name, size, recipe }) - 1;
  }

  /** Each text comes after its length. What lies in a file that did not come along ends the group. */
  async #textBytes(
    { name, shape }: TfjsWeight,
    { shards, at }: { shards: readonly Shard[]; at: number },
  ): Promise<number> {
    const elements = elementCount(shape);
    if (elements > MAX_TFJS_TEXTS) {
      const what = `the number of texts in “${clipped(name)}”`;
      throw new Fault('over-limit', {
        file: this.#origin.name,
        what,
        value: elements,
        limit: MAX_TFJS_TEXTS,
      });
    }
    let next = at;
    for (let i = 0; i < elements; i++) {
      const length = await this.#read(shards, next);
      if (length === null) return Infinity;
      next += TEXT_LENGTH_BYTES + length;
    }
    return next - at;
  }

  /** The length of a text; null beyond the files that came along. */
  async #read(shards: readonly Shard[], at: number): Promise<number | null> {
    const bytes = new Uint8Array(TEXT_LENGTH_BYTES);
    for (let i = 0; i < TEXT_LENGTH_BYTES; i++) {
      const shard = shards.find(({ startByte, endByte }) => startByte <= at + i && at + i < endByte);
      if (shard === undefined) return null;
      const byte = at + i - shard.startByte;
      bytes.set(await shard.source.read(byte, byte + 1, this.#origin.options), i);
    }
    return new DataView(bytes.buffer).getUint32(0, true);
  }
}
