/** Damage as files suffer it, and as attackers do it: bits, bytes, pieces and numbers. */
import type { Random } from '../core/random.ts';

type Mutation = (bytes: Uint8Array, random: Random, donor: Uint8Array) => Uint8Array;

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  truncate,
  duplicatePiece,
  removePiece,
  splice,
  maximiseNumber,
  changeNumber,
];

/** A damaged copy: one to four mutations in a row. Pieces may come from `donor`. */
export function mutate(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  let mutant: Uint8Array = bytes.slice();
  for (let times = 1 + random.below(4); times > 0 && mutant.length > 0; times--) {
    mutant = mutations[random.below(mutations.length)]!(mutant, random, donor);
  }
  return mutant;
}

/** Half of all places lie near the ends, where headers and directories are. */
function place(bytes: Uint8Array, random: Random): number {
  const near = Math.min(bytes.length, 400);
  if (random.uniform() < 0.5) return random.below(bytes.length);
  return random.uniform() < 0.5 ? random.below(near) : bytes.length - 1 - random.below(near);
}

function piece(bytes: Uint8Array, random: Random): Uint8Array {
  const start = place(bytes, random);
  return bytes.subarray(start, start + 1 + random.below(200));
}

function join(...pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of pieces) {
    joined.set(each, at);
    at += each.length;
  }
  return joined;
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  bytes[place(bytes, random)]! ^= 1 << random.below(8);
  return bytes;
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  bytes[place(bytes, random)] = random.below(256);
  return bytes;
}

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.subarray(0, place(bytes, random));
}

function duplicatePiece(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  return join(bytes.subarray(0, at), piece(bytes, random), bytes.subarray(at));
}

function removePiece(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  return join(bytes.subarray(0, at), bytes.subarray(at + piece(bytes, random).length));
}

function splice(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  const at = place(bytes, random);
  bytes.set(piece(donor, random).subarray(0, bytes.length - at), at);
  return bytes;
}

/** All ones, or all but the sign, in a field of 1, 2, 4 or 8 bytes. */
function maximiseNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  const field = bytes.subarray(at, at + 2 ** random.below(4)).fill(0xff);
  if (random.uniform() < 0.5) field[field.length - 1] = 0x7f;
  return bytes;
}

/** One more or less, or twice as much, in a field of 4 bytes. */
function changeNumber(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 4) return bytes;
  const view = new DataView(
    bytes.buffer,
    bytes.byteOffset + Math.min(place(bytes, random), bytes.length - 4),
    4,
  );
  const value = view.getUint32(0, true);
  const changes = [value + 1, value - 1, value * 2, 0];
  view.setUint32(0, changes[random.below(changes.length)]!, true);
  return bytes;
}
