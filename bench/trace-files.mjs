import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './checkpoint-files.mjs';

/** Tokens, choices and layers of a line of OLMoE's analysis. */
const SEQUENCE = { tokens: 2048, slots: 8, layers: 16, experts: 64, vocabulary: 50_304 };

/** Qwen3-235B-A22B: what its router decides of a token. */
export const BINARY = { slots: 8, layers: 94, experts: 128 };

/** Tokens of the block that a binary trace repeats: enough that no cache knows it by heart. */
const BLOCK_TOKENS = 16_384;

/** Made once, drawn from again and again: choices of one token in one layer, some experts likelier than others. */
const CHOICES = 4096;

/**
 * JSON Lines as OLMoE's analysis writes them, of at least so many bytes.
 * @param {number} bytes
 * @returns {string} Its path.
 */
export function olmoeFile(bytes) {
  const path = pathOf(`c4_results-zipf-${bytes}.jsonl`);
  if (existsSync(path) && statSync(path).size >= bytes) return path;
  const random = uniform(1);
  const choices = choicesOf(random, SEQUENCE);
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes;) written += writeSync(file, sequenceLine(random, choices));
  closeSync(file);
  return path;
}

/**
 * Our own safetensors form: 16-bit ids [tokens, 94, 8].
 * @param {number} tokens
 * @returns {string} Its path.
 */
export function binaryFile(tokens) {
  const { slots, layers, experts } = BINARY;
  const path = pathOf(`trace-${tokens}.safetensors`);
  const dataBytes = tokens * layers * slots * 2;
  const header = safetensorsHeader({
    __metadata__: { format: 'moe-scope-trace', version: '1', experts: String(experts), order: 'weight' },
    experts: { dtype: 'I16', shape: [tokens, layers, slots], data_offsets: [0, dataBytes] },
  });
  if (existsSync(path) && statSync(path).size === header.length + dataBytes) return path;
  const random = uniform(2);
  const choices = choicesOf(random, BINARY);
  const ids = new Int16Array(BLOCK_TOKENS * layers * slots);
  for (let at = 0; at < ids.length; at += slots) ids.set(choices[random(CHOICES)] ?? [], at);
  const block = new Uint8Array(ids.buffer);
  const file = openSync(path, 'w');
  writeSync(file, header);
  for (let left = dataBytes; left > 0; left -= block.length)
    writeSync(file, block, 0, Math.min(block.length, left));
  closeSync(file);
  return path;
}

/** @param {string} name */
function pathOf(name) {
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}

/** @param {Record<string, unknown>} members */
function safetensorsHeader(members) {
  const text = JSON.stringify(members);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

/** Whole numbers below a limit: https://en.wikipedia.org/wiki/Xorshift @param {number} seed */
function uniform(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** @param {(limit: number) => number} random @param {{ slots: number, experts: number }} shape */
function choicesOf(random, { slots, experts }) {
  return Array.from({ length: CHOICES }, () => {
    /** @type {Set<number>} */
    const chosen = new Set();
    // the smaller of two draws: low ids are likelier
    while (chosen.size < slots) chosen.add(Math.min(random(experts), random(experts)));
    return [...chosen];
  });
}

/** @param {(limit: number) => number} random @param {readonly (readonly number[])[]} choices */
function sequenceLine(random, choices) {
  const { tokens, slots, layers, vocabulary } = SEQUENCE;
  // as often as words are: the n-th id once for each n times that the first one occurs (Zipf)
  const id = () => Math.floor(vocabulary ** (random(1 << 24) / (1 << 24))) - 1;
  const ids = () => Array.from({ length: tokens }, id).join(', ');
  const experts = Array.from({ length: tokens }, () => {
    const own = Array.from({ length: layers }, () => choices[random(CHOICES)] ?? []);
    const rows = Array.from(
      { length: slots },
      (_, slot) => `[${own.map((chosen) => chosen[slot]).join(', ')}]`,
    );
    return `[${rows.join(', ')}]`;
  });
  return `{"input_ids": [${ids()}], "predicted_token_ids": [${ids()}], "exp_ids": [${experts.join(', ')}]}\n`;
}
