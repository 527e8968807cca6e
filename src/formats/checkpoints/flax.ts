/**
 * Flax (https://github.com/google/flax/blob/main/flax/serialization.py): maps of maps in MessagePack, whose leaves are arrays.
 *
 *     extension 1 (an array) or 3 (a single number): [shape, name of the element type, bytes in row-major order]
 *     arrays beyond 2^30 bytes: {"__msgpack_chunked_array__": true, "shape": {"0": …}, "chunks": {"0": array, …}}
 */
import type { CheckpointFile, JoinedPart } from '../../core/checkpoint.ts';
import { byteLengthOf, dtypes, type Dtype } from '../../core/dtype.ts';
import { Fault, notice } from '../../core/fault.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import { MsgpackReader, type MsgpackToken } from '../containers/msgpack.ts';
import type { CheckpointFormat, FileContents, FileHead, FormatOptions } from '../format.ts';
import { MAX_AXES, MAX_EXACT, MAX_MSGPACK_DEPTH, MAX_NAME_CHARACTERS, MAX_TENSORS } from '../limits.ts';
import type { ByteSource } from '../source.ts';

const FORMAT = 'Flax';
const ARRAY = 1;
const NUMBER = 3;
const CHUNKED = '__msgpack_chunked_array__';

/** What training keeps beside parameters. */
const PARAMETERS = 'params/';
const OPTIMIZER = /^(?:opt_state|optimizer)(?:\/|$)/;

export const flax = {
  id: 'flax',
  name: 'Flax (msgpack)',
  recognises: ({ head }: FileHead) => beginsAsMap(head),
  read: readFlax,
} as const satisfies CheckpointFormat;

/** A map that is not empty, and whose first key is a word. */
function beginsAsMap(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  const at = first > 0x80 && first < 0x90 ? 1 : first === 0xde ? 3 : first === 0xdf ? 5 : 0;
  const mark = head[at] ?? 0;
  if (at === 0 || !((mark > 0xa0 && mark < 0xc0) || mark === 0xd9)) return false;
  const start = mark === 0xd9 ? at + 2 : at + 1;
  const length = mark === 0xd9 ? head[at + 1]! : mark & 31;
  const key = new TextDecoder().decode(head.subarray(start, start + length));
  return key.length === length && /^[\w./~-]+$/.test(key);
}

const elementTypes: ReadonlyMap<string, Dtype> = new Map<string, Dtype>([
  ['float64', 'F64'],
  ['float32', 'F32'],
  ['float16', 'F16'],
  ['bfloat16', 'BF16'],
  ['float8_e4m3fn', 'F8_E4M3'],
  ['float8_e5m2', 'F8_E5M2'],
  ['float8_e4m3fnuz', 'F8_E4M3FNUZ'],
  ['float8_e5m2fnuz', 'F8_E5M2FNUZ'],
  ['uint8', 'U8'],
  ['uint16', 'U16'],
  ['uint32', 'U32'],
  ['uint64', 'U64'],
  ['int8', 'I8'],
  ['int16', 'I16'],
  ['int32', 'I32'],
  ['int64', 'I64'],
  ['bool', 'BOOL'],
  ['complex64', 'C64'],
  ['complex128', 'C128'],
]);

async function readFlax(
  file: CheckpointFile,
  source: ByteSource,
  options?: FormatOptions,
): Promise<FileContents> {
  const walk = new Walk(file, source, options);
  await walk.value('', 0);
  return walk.done();
}

interface StoredArray {
  readonly shape: readonly number[];
  readonly type: string;
  readonly startByte: number;
  readonly endByte: number;
}

class Walk {
  readonly #file: string;
  readonly #files: CheckpointFile[];
  readonly #reader: MsgpackReader;
  readonly #tensors: TensorEntry[] = [];
  readonly #names = new Set<string>();
  readonly #ignored: string[] = [];
  #characters = 0;

  constructor(file: CheckpointFile, source: ByteSource, options: FormatOptions | undefined) {
    this.#file = source.name;
    this.#files = [file];
    this.#reader = new MsgpackReader(source, options);
  }

  async value(name: string, depth: number): Promise<void> {
    if (depth > MAX_MSGPACK_DEPTH) {
      const facts = { what: 'nesting', value: depth, limit: MAX_MSGPACK_DEPTH };
      throw new Fault('over-limit', { file: this.#file, ...facts });
    }
    const token = await this.#reader.next();
    if (token.kind === 'map') await this.#map(name, { count: token.count, depth });
    else if (token.kind === 'array') {
      for (let i = 0; i < token.count; i++) await this.value(join(name, String(i)), depth + 1);
    } else if (token.kind === 'extension' && (token.type === ARRAY || token.type === NUMBER)) {
      const array = await this.#array(token);
      this.#add(name, array, {
        file: 0,
        startByte: array.startByte,
        byteLength: array.endByte - array.startByte,
      });
    }
  }

  done(): FileContents {
    const notices = this.#ignored.length > 0 ? [notice('ignored-files', { files: this.#ignored })] : [];
    return { tensors: withPlainNames(this.#tensors), files: this.#files, metadata: {}, notices };
  }

  async #map(name: string, { count, depth }: { count: number; depth: number }): Promise<void> {
    for (let i = 0; i < count; i++) {
      const key = await this.#key();
      if (i === 0 && key === CHUNKED) {
        await this.#chunked(name, count);
        return;
      }
      await this.value(join(name, key), depth + 1);
    }
  }

  async #key(): Promise<string> {
    const token = await this.#reader.next();
    if (token.kind === 'number' && token.value !== null) return String(token.value);
    if (token.kind !== 'text' && token.kind !== 'bytes') throw this.#malformed('a key is no text');
    return this.#reader.text(token);
  }

  /** Shape, element type and place of an array; the reader stands after it, as before. */
  async #array({ startByte, endByte }: Extract<MsgpackToken, { kind: 'extension' }>): Promise<StoredArray> {
    const reader = this.#reader;
    reader.at = startByte;
    const outer = await reader.next();
    if (outer.kind !== 'array' || outer.count !== 3)
      throw this.#malformed('an array is not described as Flax does');
    const sizes = await reader.next();
    if (sizes.kind !== 'array' || sizes.count > MAX_AXES)
      throw this.#malformed('an array is not described as Flax does');
    const shape: number[] = [];
    for (let i = 0; i < sizes.count; i++) shape.push(await this.#size());
    const type = await reader.next();
    if (type.kind !== 'text' && type.kind !== 'bytes') throw this.#malformed('an array has no element type');
    const data = await reader.next();
    if (data.kind !== 'bytes' || reader.at !== endByte)
      throw this.#malformed('an array has not the bytes it should');
    return { shape, type: await reader.text(type), startByte: data.startByte, endByte: data.endByte };
  }

  async #size(): Promise<number> {
    const token = await this.#reader.next();
    if (token.kind !== 'number' || token.value === null || token.value < 0)
      throw this.#malformed('a shape is not a list of whole numbers');
    return token.value;
  }

  /** Its first key has been read. Pieces of a flattened array, which lie one after the other, with their heads between. */
  async #chunked(name: string, count: number): Promise<void> {
    const isMarked = await this.#reader.next();
    const shape: number[] = [];
    const pieces: StoredArray[] = [];
    for (let i = 1; i < count; i++) {
      const key = await this.#key();
      const map = await this.#reader.next();
      if (map.kind !== 'map') throw this.#malformed(`the pieces of “${clipped(name)}” are no map`);
      for (let j = 0; j < map.count; j++) {
        if ((await this.#key()) !== String(j))
          throw this.#malformed(`the pieces of “${clipped(name)}” are out of order`);
        if (key === 'shape') shape.push(await this.#size());
        else pieces.push(await this.#piece());
        if (shape.length > MAX_AXES) throw this.#malformed(`“${clipped(name)}” has too many axes`);
      }
    }
    const [first] = pieces;
    if (isMarked.kind !== 'constant' || first === undefined || pieces.some(({ type }) => type !== first.type))
      throw this.#malformed(`“${clipped(name)}” does not come in pieces of one kind`);
    const { recipe } = this.#files[0]!;
    const parts = pieces.map(({ startByte, endByte }): JoinedPart => ({ recipe, startByte, endByte }));
    const size = parts.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
    const title = `${this.#file}: ${clipped(name)}`;
    const file =
      this.#files.push({
        name: title,
        size,
        recipe: { kind: 'joined', of: recipe, name: title, size, parts },
      }) - 1;
    this.#add(name, { ...first, shape }, { file, startByte: 0, byteLength: size });
  }

  async #piece(): Promise<StoredArray> {
    const token = await this.#reader.next();
    if (token.kind !== 'extension' || token.type !== ARRAY)
      throw this.#malformed('a piece of an array is none');
    return this.#array(token);
  }

  #add(
    name: string,
    { shape, type }: Pick<StoredArray, 'shape' | 'type'>,
    place: Pick<TensorEntry, 'file' | 'startByte' | 'byteLength'>,
  ): void {
    const tensor = clipped(name) || 'array';
    if (this.#names.has(name)) throw this.#malformed(`has “${tensor}” twice`);
    this.#names.add(name);
    this.#characters += name.length;
    this.#refuseAbove(MAX_TENSORS, 'the number of tensors', this.#names.size);
    this.#refuseAbove(MAX_NAME_CHARACTERS, 'the length of all names', this.#characters);
    const dtype = elementTypes.get(type);
    if (dtype === undefined) {
      this.#ignored.push(`${tensor} (elements of an unknown type)`);
      return;
    }
    const product = shape.reduce((sum, size) => sum * (size || 1), 1);
    this.#refuseAbove(MAX_EXACT, `the number of elements of “${tensor}”`, product);
    const expectedBytes = byteLengthOf(dtype, elementCount(shape));
    if (expectedBytes !== place.byteLength)
      throw new Fault('tensor-size-mismatch', {
        file: this.#file,
        tensor,
        expectedBytes,
        actualBytes: place.byteLength,
      });
    this.#tensors.push({
      name: name === '' ? 'array' : name,
      dtype,
      shape,
      ...place,
      ...(dtypes[dtype].kind === 'complex' && { undrawn: 'complex' }),
      ...(OPTIMIZER.test(name) && { isOptimizerState: true }),
    });
  }

  #refuseAbove(limit: number, what: string, value: number): void {
    if (value > limit) throw new Fault('over-limit', { file: this.#file, what, value, limit });
  }

  #malformed(detail: string): Fault<'malformed'> {
    return new Fault('malformed', { file: this.#file, format: FORMAT, detail });
  }
}

function join(name: string, key: string): string {
  return name === '' ? key : `${name}/${key}`;
}

/** Without the group that training puts parameters in, where names stay apart. */
function withPlainNames(tensors: readonly TensorEntry[]): TensorEntry[] {
  const plain = (name: string) => (name.startsWith(PARAMETERS) ? name.slice(PARAMETERS.length) : name);
  const isApart = new Set(tensors.map(({ name }) => plain(name))).size === tensors.length;
  return tensors.map((tensor) => (isApart ? { ...tensor, name: plain(tensor.name) } : tensor));
}
