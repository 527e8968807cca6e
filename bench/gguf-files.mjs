import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './checkpoint-files.mjs';

const LAYERS = 32;
const EXPERTS = 8;
const ROW = 4096;
const ALIGNMENT = 32;

/** Number in ggml, elements and bytes of a block, and how one is filled. */
export const blockTypes = {
  Q8_0: { type: 8, elements: 32, bytes: 34, fill: fillQ8 },
  Q4_K: { type: 12, elements: 256, bytes: 144, fill: fillQ4 },
  IQ2_XXS: { type: 16, elements: 256, bytes: 66, fill: fillIQ2 },
  MXFP4: { type: 39, elements: 32, bytes: 17, fill: fillMX },
};

/** @typedef {keyof typeof blockTypes} BlockType */

/**
 * A GGUF file of a Mixtral's stacks of experts, about `bytes` long.
 * @param {{ name: string, dtype: BlockType, bytes: number }} made
 * @returns {{ path: string, dataStart: number }} Its path, and the first byte of blocks.
 */
export function ggufFile({ name, dtype, bytes }) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const block = blockTypes[dtype];
  const rowBytes = (ROW / block.elements) * block.bytes;
  const rows = Math.floor(bytes / (3 * LAYERS * EXPERTS * rowBytes) / ALIGNMENT) * ALIGNMENT;
  const each = EXPERTS * rows * rowBytes;
  const header = headerOf({ type: block.type, rows, each });
  const total = header.length + 3 * LAYERS * each;
  if (existsSync(path) && statSync(path).size === total) return { path, dataStart: header.length };
  const file = openSync(path, 'w');
  writeSync(file, header);
  const blocks = Buffer.alloc(Math.floor(2 ** 26 / block.bytes) * block.bytes);
  for (let at = 0; at < blocks.length; at += block.bytes) block.fill(blocks.subarray(at, at + block.bytes));
  for (let left = total - header.length; left > 0; left -= blocks.length) {
    writeSync(file, blocks, 0, Math.min(blocks.length, left));
  }
  closeSync(file);
  return { path, dataStart: header.length };
}

/** @param {{ type: number, rows: number, each: number }} layout */
function headerOf({ type, rows, each }) {
  /** @type {Buffer[]} */
  const pieces = [];
  const u32 = (/** @type {number} */ value) => {
    const piece = Buffer.alloc(4);
    piece.writeUInt32LE(value);
    pieces.push(piece);
  };
  const u64 = (/** @type {number} */ value) => {
    const piece = Buffer.alloc(8);
    piece.writeBigUInt64LE(BigInt(value));
    pieces.push(piece);
  };
  const text = (/** @type {string} */ value) => {
    u64(value.length);
    pieces.push(Buffer.from(value));
  };
  pieces.push(Buffer.from('GGUF'));
  u32(3);
  u64(3 * LAYERS);
  u64(2);
  text('general.architecture');
  u32(8);
  text('llama');
  text('llama.expert_count');
  u32(4);
  u32(EXPERTS);
  for (let tensor = 0; tensor < 3 * LAYERS; tensor++) {
    const projection = ['gate', 'up', 'down'][tensor % 3] ?? '';
    text(`blk.${Math.floor(tensor / 3)}.ffn_${projection}_exps.weight`);
    u32(3);
    [ROW, rows, EXPERTS].forEach(u64);
    u32(type);
    u64(tensor * each);
  }
  const header = Buffer.concat(pieces);
  return Buffer.concat([header, Buffer.alloc((ALIGNMENT - (header.length % ALIGNMENT)) % ALIGNMENT)]);
}

let state = 1;

/** In [0, 1); the same in every run. */
function uniform() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** About normal, with deviation 0.02. */
function weight() {
  return 0.04 * (uniform() + uniform() + uniform() - 1.5);
}

/** The upper bits of a positive number that a 16-bit float can hold. @param {number} value */
function halfBits(value) {
  const exponent = Math.floor(Math.log2(value));
  return ((exponent + 15) << 10) | Math.floor((value / 2 ** exponent - 1) * 1024);
}

/** @param {Buffer} block */
function fillQ8(block) {
  const weights = Array.from({ length: 32 }, weight);
  const scale = Math.max(...weights.map(Math.abs), 1e-4) / 127;
  block.writeUInt16LE(halfBits(scale), 0);
  weights.forEach((value, j) => block.writeInt8(Math.round(value / scale), 2 + j));
}

/** @param {Buffer} block */
function fillQ4(block) {
  block.writeUInt16LE(halfBits(1e-4 * (1 + uniform())), 0);
  block.writeUInt16LE(halfBits(8e-4 * (1 + uniform())), 2);
  for (let at = 4; at < 16; at++) block[at] = Math.floor(256 * uniform());
  const code = () => Math.min(15, Math.max(0, Math.round(7.5 + weight() / 0.007)));
  for (let at = 16; at < block.length; at++) block[at] = code() | (code() << 4);
}

/** @param {Buffer} block */
function fillIQ2(block) {
  block.writeUInt16LE(halfBits(2e-4 * (1 + uniform())), 0);
  for (let at = 2; at < block.length; at++) block[at] = Math.floor(256 * uniform());
}

/** @param {Buffer} block */
function fillMX(block) {
  block[0] = 118 + Math.floor(4 * uniform());
  const code = () => Math.min(7, Math.abs(Math.round(weight() / 0.006))) | (uniform() < 0.5 ? 8 : 0);
  for (let at = 1; at < block.length; at++) block[at] = code() | (code() << 4);
}
