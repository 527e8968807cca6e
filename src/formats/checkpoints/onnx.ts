/**
 * ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): the weights of a graph, its initialisers, which lie in the file or
 * in files beside it. The graph itself is stepped over: what its nodes do with the weights, dequantising them too, is not known here.
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { byteLengthOf, dtypes, type Dtype } from '../../core/dtype.ts';
import { Fault, notice } from '../../core/fault.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import {
  onnxElements,
  readOnnxTensor,
  type OnnxElements,
  type OnnxTensor,
} from '../containers/onnx-tensor.ts';
import { ProtoReader, type ProtoField } from '../containers/protobuf.ts';
import type { CheckpointFormat, FileContents, FileHead, FormatOptions } from '../format.ts';
import { pathInside } from '../grouping/files-beside.ts';
import { MAX_ONNX_UNPACKED_BYTES, MAX_TENSORS } from '../limits.ts';
import type { ByteSource } from '../source.ts';

const FORMAT = 'ONNX';
const LARGEST_IR_VERSION = 0x1f;
const modelFields = { irVersion: 1, graph: 7, operatorSets: 8 } as const;
const INITIALISER = 5;

export const onnx = {
  id: 'onnx',
  name: FORMAT,
  // ModelProto: ir_version (field 1), then the producer's name (field 2) or an operator set (8) or graph (7)
  recognises: ({ head }: FileHead) =>
    head[0] === 0x08 && head[1]! <= LARGEST_IR_VERSION && [0x12, 0x3a, 0x42].includes(head[2]!),
  read: readOnnx,
} as const satisfies CheckpointFormat;

async function readOnnx(
  file: CheckpointFile,
  source: ByteSource,
  options?: FormatOptions,
): Promise<FileContents> {
  const reader = new ProtoReader(source, FORMAT, options);
  const placing = new Placing(file, { source, reader, options });
  let hasOperators = false;
  for await (const { number, startByte, endByte } of reader.fields(0, source.size)) {
    if (number === modelFields.operatorSets) hasOperators = true;
    if (number !== modelFields.graph) continue;
    for await (const field of reader.fields(startByte, endByte)) {
      if (field.number === INITIALISER) await placing.add(field);
    }
  }
  // comes after the graph
  if (!hasOperators) throw malformed(source.name, 'its operators are missing, which its end should tell');
  return placing.done();
}

interface Origin {
  readonly source: ByteSource;
  readonly reader: ProtoReader;
  readonly options: FormatOptions | undefined;
}

/** Finds a place for one tensor after the other. */
class Placing {
  readonly #origin: Origin;
  readonly #files: CheckpointFile[];
  readonly #tensors: TensorEntry[] = [];
  readonly #names = new Set<string>();
  readonly #ignored: string[] = [];
  /** Number of each file beside; −1 where it did not come along. */
  readonly #besides = new Map<string, number>();
  #absent = 0;
  #unpacked = 0;

  constructor(file: CheckpointFile, origin: Origin) {
    this.#files = [file];
    this.#origin = origin;
  }

  async add(field: ProtoField): Promise<void> {
    const { source, reader } = this.#origin;
    const tensor = await readOnnxTensor(reader, field, source.name);
    const { name, shape, dataType } = tensor;
    if (this.#names.has(name)) throw malformed(source.name, `has “${clipped(name)}” twice`);
    this.#names.add(name);
    if (this.#names.size > MAX_TENSORS) {
      const facts = { what: 'the number of tensors', value: this.#names.size, limit: MAX_TENSORS };
      throw new Fault('over-limit', { file: source.name, ...facts });
    }
    const elements = onnxElements.get(dataType);
    if (elements === undefined) {
      this.#ignored.push(`${clipped(name)} (elements of a kind that is not known here)`);
      return;
    }
    const byteLength = byteLengthOf(elements.dtype, elementCount(shape));
    if (!Number.isInteger(byteLength)) {
      this.#ignored.push(`${clipped(name)} (ends in the middle of a byte)`);
      return;
    }
    const place = await this.#place(tensor, { elements, byteLength });
    if (place === null) return;
    const { dtype } = elements;
    const undrawn = dtypes[dtype].kind === 'complex' ? ({ undrawn: 'complex' } as const) : {};
    this.#tensors.push({ name, dtype, shape, ...place, byteLength, ...undrawn });
  }

  done(): FileContents {
    const { source } = this.#origin;
    const missing = [...this.#besides].filter(([, file]) => file < 0).map(([path]) => path);
    if (missing.length > 0 && this.#tensors.length === 0)
      throw new Fault('weights-elsewhere', { file: source.name, wanted: missing });
    return {
      tensors: this.#tensors,
      files: this.#files,
      metadata: {},
      notices: [
        ...(missing.length > 0 ? [notice('missing-shard', { shards: missing, tensors: this.#absent })] : []),
        ...(this.#ignored.length > 0 ? [notice('ignored-files', { files: this.#ignored })] : []),
      ],
    };
  }

  /** Null if the elements lie in a file that did not come along. */
  async #place(
    tensor: OnnxTensor,
    { elements, byteLength }: { elements: OnnxElements; byteLength: number },
  ): Promise<{ file: number; startByte: number } | null> {
    const { name, data, external } = tensor;
    if (external !== null) return this.#placeBeside(name, { external, byteLength });
    if (byteLength === 0) return { file: 0, startByte: 0 };
    const kind = data.bytes ? 'bytes' : elements.field;
    const runs = (kind && data[kind]) ?? [];
    const [first] = runs;
    const actualBytes = runs.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
    if (first !== undefined && kind !== 'integers' && runs.length === 1 && actualBytes === byteLength)
      return { file: 0, startByte: first.startByte };
    // no number takes less than a byte; one that stands alone spans none
    const mostNumbers = actualBytes + runs.length;
    const isEnough = mostNumbers * bytesOfNumber(elements.dtype) >= byteLength;
    const unpacked =
      kind === 'integers' && isEnough
        ? await this.#unpack(runs, { dtype: elements.dtype, byteLength })
        : null;
    const bytes = unpacked?.bytes;
    if (bytes === undefined || unpacked?.byteLength !== byteLength) {
      const facts = {
        tensor: clipped(name),
        expectedBytes: byteLength,
        actualBytes: unpacked?.byteLength ?? actualBytes,
      };
      throw new Fault('tensor-size-mismatch', { file: this.#origin.source.name, ...facts });
    }
    const title = `${this.#origin.source.name}: ${clipped(name)}`;
    const recipe = { kind: 'bytes', name: title, bytes } as const;
    return { file: this.#files.push({ name: title, size: bytes.length, recipe }) - 1, startByte: 0 };
  }

  /** Numbers of as many bytes as they need, as elements; and how many bytes there should have been for all of them. */
  async #unpack(
    runs: readonly ProtoField[],
    { dtype, byteLength }: { dtype: Dtype; byteLength: number },
  ): Promise<{ readonly bytes: Uint8Array; readonly byteLength: number }> {
    const { source, reader } = this.#origin;
    const packedBytes = runs.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
    this.#unpacked += Math.max(packedBytes, byteLength);
    if (this.#unpacked > MAX_ONNX_UNPACKED_BYTES) {
      const facts = {
        what: 'the bytes that it packs',
        value: this.#unpacked,
        limit: MAX_ONNX_UNPACKED_BYTES,
      };
      throw new Fault('over-limit', { file: source.name, ...facts });
    }
    const size = bytesOfNumber(dtype);
    const bytes = new Uint8Array(byteLength);
    const view = new DataView(bytes.buffer);
    let at = 0;
    const put = (number: bigint) => {
      if (at + size <= byteLength) {
        if (size === 8) view.setBigInt64(at, number, true);
        else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, number)), true);
        else if (size === 2) view.setInt16(at, Number(BigInt.asIntN(16, number)), true);
        else view.setInt8(at, Number(BigInt.asIntN(8, number)));
      }
      at += size;
    };
    for (const run of runs) await reader.eachNumber(run, put);
    return { bytes, byteLength: at };
  }

  #placeBeside(
    name: string,
    { external, byteLength }: { external: ReadonlyMap<string, string>; byteLength: number },
  ): { file: number; startByte: number } | null {
    const { name: own } = this.#origin.source;
    const path = pathInside(external.get('location') ?? '', { file: own, format: FORMAT });
    const startByte = numberOf(external.get('offset') ?? '0');
    const length = numberOf(external.get('length') ?? String(byteLength));
    const tensor = clipped(name);
    if (startByte === null || length === null)
      throw malformed(own, `“${tensor}” does not tell where in ${clipped(path)} it is`);
    if (length !== byteLength)
      throw new Fault('tensor-size-mismatch', {
        file: own,
        tensor,
        expectedBytes: byteLength,
        actualBytes: length,
      });
    const file = this.#beside(path);
    if (file < 0) {
      this.#absent++;
      return null;
    }
    const { name: other, size: sizeBytes } = this.#files[file]!;
    const endByte = startByte + byteLength;
    if (endByte > sizeBytes)
      throw new Fault('tensor-outside-file', { file: other, tensor, endByte, sizeBytes });
    return { file, startByte };
  }

  #beside(path: string): number {
    const known = this.#besides.get(path);
    if (known !== undefined) return known;
    const found = this.#origin.options?.beside?.(path) ?? null;
    const number = found === null ? -1 : this.#files.push(found.file) - 1;
    this.#besides.set(path, number);
    return number;
  }
}

/** Bytes that one listed number stands for: an element, or two of 4 bits. */
function bytesOfNumber(dtype: Dtype): number {
  return Math.max(1, dtypes[dtype].bits / 8);
}

function numberOf(text: string): number | null {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : null;
}

function malformed(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: FORMAT, detail });
}
