/** Checkpoints whose every weight the test knows, and how they are written to disk. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { elementCount } from '../src/core/tensor.ts';
import { seededRandom, type Random } from '../src/core/random.ts';
import { ggufFile, type GgufTensorSpec } from '../src/testing/gguf-builder.ts';
import { encodeSafetensors } from '../src/formats/checkpoints/safetensors-writer.ts';

export interface Matrix {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'F32' | 'BF16';
  /** As stored: a BF16 matrix holds only what bfloat16 can. */
  readonly values: Float32Array<ArrayBuffer>;
}

export interface Model {
  readonly matrices: readonly Matrix[];
  readonly config: Readonly<Record<string, unknown>>;
}

/** Draws one weight of an expert; -1 stands for weights outside of experts. */
export type Draw = (random: Random, place: { readonly layer: number; readonly expert: number }) => number;

export interface MixtralOptions {
  readonly layers?: number;
  readonly experts?: number;
  readonly hidden?: number;
  readonly inner?: number;
  readonly dtype?: Matrix['dtype'];
  readonly seed?: number;
  readonly draw?: Draw;
}

export const gaussian: Draw = (random) => 0.02 * random.normal();

/** A few weights hold much of the mass, as after training. */
export const heavyTailed: Draw = (random) => 0.02 * random.normal() * Math.exp(random.normal());

/** Half of the weights are exactly zero. */
export const halfPruned: Draw = (random) => (random.uniform() < 0.5 ? 0 : 0.02 * random.normal());

/** Mixtral's names, in the small. */
export function mixtral(options: MixtralOptions = {}): Model {
  const { layers = 2, experts = 4, hidden = 32, inner = 64, dtype = 'BF16', seed = 1 } = options;
  const { draw = gaussian } = options;
  const random = seededRandom(seed);
  const matrix = (name: string, shape: readonly number[], place = { layer: -1, expert: -1 }): Matrix => {
    const drawn = Float32Array.from({ length: elementCount(shape) }, () => draw(random, place));
    return {
      name: `model.${name}.weight`,
      shape,
      dtype,
      values: dtype === 'BF16' ? truncated(drawn) : drawn,
    };
  };
  const matrices = [matrix('embed_tokens', [128, hidden]), matrix('norm', [hidden])];
  for (let layer = 0; layer < layers; layer++) {
    const block = `layers.${layer}.block_sparse_moe`;
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'o_proj']) {
      matrices.push(matrix(`layers.${layer}.self_attn.${name}`, [hidden, hidden]));
    }
    matrices.push(matrix(`${block}.gate`, [experts, hidden]));
    for (let expert = 0; expert < experts; expert++) {
      const place = { layer, expert };
      matrices.push(matrix(`${block}.experts.${expert}.w1`, [inner, hidden], place));
      matrices.push(matrix(`${block}.experts.${expert}.w2`, [hidden, inner], place));
      matrices.push(matrix(`${block}.experts.${expert}.w3`, [inner, hidden], place));
    }
  }
  const config = {
    architectures: ['MixtralForCausalLM'],
    model_type: 'mixtral',
    num_hidden_layers: layers,
    hidden_size: hidden,
    num_local_experts: experts,
    num_experts_per_tok: 2,
  };
  return { matrices, config };
}

/** Values of the matrices whose names have all these parts. */
export function valuesOf({ matrices }: Model, ...parts: readonly string[]): readonly Float32Array[] {
  return matrices
    .filter(({ name }) => parts.every((part) => name.includes(part)))
    .map(({ values }) => values);
}

export function parameterCount({ matrices }: Model): number {
  return matrices.reduce((sum, { values }) => sum + values.length, 0);
}

export function bytesOf(matrices: readonly Matrix[]): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(
    matrices.map(({ name, shape, dtype, values }) => ({
      name,
      shape,
      dtype,
      bytes: dtype === 'BF16' ? upperHalves(values) : new Uint8Array(values.buffer),
    })),
  );
}

/** Writes a file into a folder, which is made if need be, and tells its path. */
export async function write(folder: string, name: string, content: Uint8Array | string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** One file: `NAME.safetensors`. */
export function writeSingle(folder: string, model: Model, name = 'mixtral'): Promise<string> {
  return write(folder, `${name}.safetensors`, bytesOf(model.matrices));
}

/** As the hub has large models: numbered shards. Tells their paths, and those of the index and the configuration. */
export async function writeShards(
  folder: string,
  model: Model,
  count = 3,
): Promise<{ shards: string[]; index: string; config: string }> {
  const shards: string[] = [];
  const map: Record<string, string> = {};
  for (let shard = 0; shard < count; shard++) {
    const matrices = model.matrices.filter(
      (_, i) => Math.floor((i * count) / model.matrices.length) === shard,
    );
    const name = `model-${numbered(shard + 1)}-of-${numbered(count)}.safetensors`;
    for (const matrix of matrices) map[matrix.name] = name;
    shards.push(await write(folder, name, bytesOf(matrices)));
  }
  const index = { metadata: {}, weight_map: map };
  return {
    shards,
    index: await write(folder, 'model.safetensors.index.json', JSON.stringify(index)),
    config: await write(folder, 'config.json', JSON.stringify(model.config)),
  };
}

/**
 * A model and behind it a matrix of this many zero bytes, which take no room on the disk: a file that is long to read and
 * whose experts are known soon.
 */
export async function writeVast(
  folder: string,
  model: Model,
  zeroBytes: number,
  name = 'vast',
): Promise<string> {
  const small = bytesOf(model.matrices);
  const headerEnd = 8 + Number(new DataView(small.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(small.subarray(8, headerEnd))) as Record<
    string,
    unknown
  >;
  const dataBytes = small.length - headerEnd;
  header['lm_head.weight'] = {
    dtype: 'BF16',
    shape: [zeroBytes / 8192, 4096],
    data_offsets: [dataBytes, dataBytes + zeroBytes],
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  const content = Buffer.concat([length, text, small.subarray(headerEnd)]);
  const path = await write(folder, `${name}.safetensors`, content);
  await truncate(path, content.length + zeroBytes);
  return path;
}

function numbered(shard: number): string {
  return String(shard).padStart(5, '0');
}

/** What bfloat16 keeps of each value, rounded towards zero. */
function truncated(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer);
  return new Float32Array(bits.map((word) => word & 0xffff0000).buffer);
}

function upperHalves(values: Float32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(Uint16Array.from(new Uint32Array(values.buffer), (word) => word >>> 16).buffer);
}

/** The experts and routers of a model as llama.cpp converts them, each block of 32 rounded to 8 bits. */
export function writeGguf(folder: string, model: Model, name = 'mixtral-q8_0'): Promise<string> {
  const { num_hidden_layers: layers, num_local_experts: experts } = model.config;
  const matrixOf = (of: string) => model.matrices.find((matrix) => matrix.name === `model.${of}.weight`)!;
  const tensors = Array.from({ length: Number(layers) }, (_, layer) => {
    const block = `layers.${layer}.block_sparse_moe`;
    const stacks = [
      ['ffn_gate_exps', 'w1'],
      ['ffn_down_exps', 'w2'],
      ['ffn_up_exps', 'w3'],
    ].map(([tensor, projection]): GgufTensorSpec => {
      const stack = Array.from({ length: Number(experts) }, (_unused, expert) =>
        matrixOf(`${block}.experts.${expert}.${projection}`),
      );
      return {
        name: `blk.${layer}.${tensor}.weight`,
        type: 'Q8_0',
        sizes: [...stack[0]!.shape.toReversed(), stack.length],
        bytes: roundedToBytes(stack.flatMap(({ values }) => [...values])),
      };
    });
    const router = matrixOf(`${block}.gate`);
    return [
      ...stacks,
      {
        name: `blk.${layer}.ffn_gate_inp.weight`,
        type: 'F32' as const,
        sizes: router.shape.toReversed(),
        bytes: new Uint8Array(router.values.buffer),
      },
    ];
  });
  const settings = {
    'general.architecture': 'llama',
    'llama.block_count': Number(layers),
    'llama.expert_count': Number(experts),
    'llama.expert_used_count': 2,
  };
  return write(folder, `${name}.gguf`, ggufFile({ settings, tensors: tensors.flat() }));
}

/** Q8_0 of ggml-quants.c: a half-precision scale and 32 signed bytes. */
function roundedToBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array((values.length / 32) * 34);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < values.length / 32; block++) {
    const own = values.slice(32 * block, 32 * block + 32);
    const scale = Math.max(...own.map(Math.abs)) / 127;
    const exponent = Math.floor(Math.log2(scale));
    const mantissa = Math.round((scale / 2 ** exponent - 1) * 1024);
    view.setUint16(34 * block, ((exponent + 15) << 10) + mantissa, true);
    own.forEach((value, i) => view.setInt8(34 * block + 2 + i, Math.round(value / scale)));
  }
  return bytes;
}
