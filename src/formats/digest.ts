/** SHA-256 of bytes and texts one after the other, in hex. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Pieces are not told apart by where they end: whoever gives several says their lengths among them. */
export function digestOf(pieces: Iterable<Uint8Array | string>): string {
  const hash = sha256.create();
  for (const piece of pieces) hash.update(typeof piece === 'string' ? utf8ToBytes(piece) : piece);
  return bytesToHex(hash.digest());
}
