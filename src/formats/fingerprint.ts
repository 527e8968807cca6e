/**
 * The fingerprint of a checkpoint: by it a link finds the local file that it was made for. It is made of a sample of
 * bytes, so it is quick for any size; head and tail alone would confuse a model with its fine-tune, so blocks are
 * spread evenly over each file. It tells models apart; it is no proof against someone who wants two alike.
 *
 *     file    SHA-256 of: "moe-scope file 1" | size, u64 LE | blocks, in order
 *     remote  SHA-256 of: "moe-scope url 1" | address without its query | size, u64 LE | tag
 *     whole   SHA-256 of: "moe-scope files 1" | the files' hashes, sorted
 *     mapped  SHA-256 of: "moe-scope mapped 1" | the shown bytes of the whole | the mapping as a link has it
 *     shown   its first 8 bytes in hex
 *
 * Names and order of files do not matter. A file on a server that tells a tag, or when it was modified, stands for
 * itself by that, so that opening one reads its header and nothing else. What was unpacked from an archive stands for nothing: the archive does.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { isInside, type CheckpointFile, type SourceRecipe } from '../core/checkpoint.ts';
import { mapAtOnce } from './at-once.ts';
import type { ByteRange } from './read-ranges.ts';
import type { ReadOptions } from './source.ts';
import { sourceOf as sourceInPage, type SourceOf } from './sources/source-of.ts';

const BLOCK_BYTES = 4096;

/** Blocks of all files together, as long as there are fewer files … */
const BLOCKS = 256;
/** … and of one file at most: 128 kB. */
const BLOCKS_PER_FILE = 32;

const SHOWN_BYTES = 8;

/** 16 hex digits. Reads at most 256 blocks of 4 kB, or one for each file where there are more files. */
export async function fingerprintOf(
  files: readonly CheckpointFile[],
  { sourceOf = sourceInPage, ...options }: ReadOptions & { readonly sourceOf?: SourceOf } = {},
): Promise<string> {
  const recipes = files.map(({ recipe }) => recipe).filter((recipe) => !isInside(recipe));
  const blocks = Math.max(1, Math.min(BLOCKS_PER_FILE, Math.floor(BLOCKS / recipes.length)));
  const hashes = await mapAtOnce(recipes, async (recipe) => {
    const told = hashTold(recipe);
    if (told !== null) return told;
    const source = sourceOf(recipe);
    const ranges = blockRanges(source.size, blocks);
    const read = ({ startByte, endByte }: ByteRange) => source.read(startByte, endByte, options);
    return hashFile(source.size, await mapAtOnce(ranges, read));
  });
  const whole = sha256.create().update(utf8ToBytes('moe-scope files 1'));
  for (const hash of hashes.sort()) whole.update(hexToBytes(hash));
  return bytesToHex(whole.digest().subarray(0, SHOWN_BYTES));
}

/** What a server tells of a file; null where it tells too little, and for files that are here. */
function hashTold(recipe: SourceRecipe): string | null {
  if (recipe.kind !== 'url') return null;
  const tag = recipe.etag ?? recipe.modified;
  if (tag === undefined) return null;
  const hash = sha256.create().update(utf8ToBytes('moe-scope url 1'));
  hash.update(utf8ToBytes(recipe.url.replace(/\?.*$/s, ''))).update(sizeBytes(recipe.size));
  return bytesToHex(hash.update(utf8ToBytes(tag)).digest());
}

/** Of the same files under a structure that a person has corrected: another analysis, so another fingerprint. */
export function mappedFingerprint(fingerprint: string, mapping: string): string {
  const hash = sha256.create().update(utf8ToBytes('moe-scope mapped 1')).update(hexToBytes(fingerprint));
  return bytesToHex(hash.update(utf8ToBytes(mapping)).digest().subarray(0, SHOWN_BYTES));
}

function sizeBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(size), true);
  return bytes;
}

function hashFile(size: number, blocks: readonly Uint8Array[]): string {
  const hash = sha256.create().update(utf8ToBytes('moe-scope file 1')).update(sizeBytes(size));
  for (const block of blocks) hash.update(block);
  return bytesToHex(hash.digest());
}

/**
 * `count` blocks spread evenly over a file: from its first to its last, or around its middle where there are too few
 * to spare any for the ends. The whole file if they would cover it.
 */
function blockRanges(size: number, count: number): ByteRange[] {
  if (size <= count * BLOCK_BYTES) return [{ startByte: 0, endByte: size }];
  return Array.from({ length: count }, (_, i) => {
    const place = count < 3 ? (i + 0.5) / count : i / (count - 1);
    const startByte = Math.floor(place * (size - BLOCK_BYTES));
    return { startByte, endByte: startByte + BLOCK_BYTES };
  });
}
