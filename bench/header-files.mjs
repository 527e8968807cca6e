/** Files that are all header: what opening costs before a weight is read. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkpointShards, folder, nameOf } from './checkpoint-files.mjs';

const TOKENS = 150_000;
const STRING = 8;
const ARRAY = 9;
const F32 = 6;
const I32 = 5;

/**
 * A GGUF file with the vocabulary of a large model: 150,000 tokens with their scores, types and merges, 20 MB, before one
 * small tensor.
 * @returns {string} Its path.
 */
export function ggufWithVocabulary() {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'vocabulary.gguf');
  if (existsSync(path) && statSync(path).size > 19e6) return path;
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(1),
    u64(5),
    setting('general.architecture', STRING, text('llama')),
    setting(
      'tokenizer.ggml.tokens',
      ARRAY,
      array(STRING, (i) => text(`token-of-a-large-vocabulary-${i}`)),
    ),
    setting(
      'tokenizer.ggml.scores',
      ARRAY,
      array(F32, (i) => u32(i)),
    ),
    setting(
      'tokenizer.ggml.token_type',
      ARRAY,
      array(I32, () => u32(1)),
    ),
    setting(
      'tokenizer.ggml.merges',
      ARRAY,
      array(STRING, (i) => text(`the first half ${i} and the second half ${i}`)),
    ),
    text('blk.0.ffn_gate_exps.weight'),
    u32(3),
    ...[32, 32, 8].map(u64),
    u32(0),
    u64(0),
  ]);
  const padded = Buffer.alloc(Math.ceil(header.length / 32) * 32 + 4 * 32 * 32 * 8);
  header.copy(padded);
  writeFileSync(path, padded);
  return path;
}

/**
 * Shards with 497,000 tensors together, and the index that names them all: as large as the largest that is published.
 * @returns {{ files: string[], indexBytes: number }}
 */
export function indexedShards() {
  const shards = 160;
  // a whole number in every shard
  const tensors = Math.round(497_000 / shards) * shards;
  const layout = { layers: 61, experts: Math.floor(tensors / (61 * 3)) };
  const paths = checkpointShards({ name: 'indexed', shards, tensors, bytes: 1e12, layers: layout.layers });
  /** @type {Record<string, string>} */
  const map = {};
  for (let i = 0; i < tensors; i++) {
    map[nameOf(i, layout)] = basename(/** @type {string} */ (paths[Math.floor(i / (tensors / shards))]));
  }
  const index = JSON.stringify({ metadata: { total_size: 1e12 }, weight_map: map }, null, 2);
  const path = join(folder, 'indexed.safetensors.index.json');
  writeFileSync(path, index);
  return { files: [...paths, path], indexBytes: index.length };
}

/** @param {string} key @param {number} type @param {Buffer} value */
function setting(key, type, value) {
  return Buffer.concat([text(key), u32(type), value]);
}

/** @param {number} type @param {(i: number) => Buffer} item */
function array(type, item) {
  return Buffer.concat([u32(type), u64(TOKENS), ...Array.from({ length: TOKENS }, (_, i) => item(i))]);
}

/** @param {number} value */
function u32(value) {
  const piece = Buffer.alloc(4);
  piece.writeUInt32LE(value);
  return piece;
}

/** @param {number} value */
function u64(value) {
  const piece = Buffer.alloc(8);
  piece.writeBigUInt64LE(BigInt(value));
  return piece;
}

/** @param {string} value */
function text(value) {
  return Buffer.concat([u64(value.length), Buffer.from(value)]);
}
