import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Kept between runs: making them takes longer than measuring. */
export const folder = join(tmpdir(), 'moe-scope-bench');

/**
 * A Mixtral-named safetensors file of normally distributed weights.
 * @param {{ name: string, dtype: 'BF16' | 'F32', tensors: number, bytes: number, layers?: number, isSparse?: boolean }} made
 *   `isSparse` leaves the weights zero and unwritten, so that any size fits any disk.
 * @returns {string} Its path.
 */
export function checkpointFile({ name, dtype, tensors, bytes, layers = 32, isSparse = false }) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const size = dtype === 'BF16' ? 2 : 4;
  const each = Math.floor(bytes / tensors / size / 64) * 64 * size;
  const header = headerOf({ dtype, tensors, layers, each, size });
  const total = header.length + each * tensors;
  if (existsSync(path) && statSync(path).size === total) return path;
  const file = openSync(path, 'w');
  writeSync(file, header);
  if (isSparse) ftruncateSync(file, total);
  else {
    const block = normalBlock(dtype);
    for (let left = each * tensors; left > 0; left -= block.length) {
      writeSync(file, block, 0, Math.min(block.length, left));
    }
  }
  closeSync(file);
  return path;
}

/**
 * A checkpoint of many shards, each of zeros that take no room on the disk, and no index.
 * @param {{ name: string, shards: number, tensors: number, bytes: number, layers: number }} made `tensors` and `bytes` in all.
 * @returns {string[]} Their paths.
 */
export function checkpointShards({ name, shards, tensors, bytes, layers }) {
  mkdirSync(folder, { recursive: true });
  const own = tensors / shards;
  const each = Math.floor(bytes / tensors / 128) * 128;
  return Array.from({ length: shards }, (_, shard) => {
    const number = (/** @type {number} */ of) => String(of).padStart(5, '0');
    const path = join(folder, `${name}-${number(shard + 1)}-of-${number(shards)}.safetensors`);
    const layout = { dtype: 'BF16', tensors: own, layers, each, size: 2, first: shard * own, all: tensors };
    const header = headerOf(layout);
    const file = openSync(path, 'w');
    writeSync(file, header);
    ftruncateSync(file, header.length + each * own);
    closeSync(file);
    return path;
  });
}

/** @param {{ dtype: string, tensors: number, layers: number, each: number, size: number, first?: number, all?: number }} layout */
function headerOf({ dtype, tensors, layers, each, size, first = 0, all = tensors }) {
  /** @type {Record<string, unknown>} */
  const entries = {};
  const experts = Math.max(1, Math.floor(all / (layers * 3)));
  for (let i = 0; i < tensors; i++) {
    entries[nameOf(first + i, { layers, experts })] = {
      dtype,
      shape: [64, each / size / 64],
      data_offsets: [i * each, (i + 1) * each],
    };
  }
  const json = JSON.stringify(entries);
  const text = json + ' '.repeat((8 - (json.length % 8)) % 8);
  const header = Buffer.alloc(8 + text.length);
  header.writeBigUInt64LE(BigInt(text.length));
  header.write(text, 8, 'latin1');
  return header;
}

/** @param {number} i @param {{ layers: number, experts: number }} grid */
export function nameOf(i, { layers, experts }) {
  const expert = Math.floor(i / 3) % experts;
  const layer = Math.floor(i / (3 * experts));
  if (layer >= layers) return `model.extra.${i}.weight`;
  return `model.layers.${layer}.block_sparse_moe.experts.${expert}.w${(i % 3) + 1}.weight`;
}

/** 64 MiB of weights, written again and again. @param {'BF16' | 'F32'} dtype */
function normalBlock(dtype) {
  const count = 2 ** 25 / (dtype === 'BF16' ? 1 : 2);
  const floats = new Float32Array(count);
  let state = 1;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i += 2) {
    const radius = 0.02 * Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    floats[i] = radius * Math.cos(angle);
    floats[i + 1] = radius * Math.sin(angle);
  }
  if (dtype === 'F32') return Buffer.from(floats.buffer);
  const words = new Uint32Array(floats.buffer);
  return Buffer.from(Uint16Array.from(words, (word) => word >>> 16).buffer);
}
