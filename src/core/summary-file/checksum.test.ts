import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { crc32 } from './checksum.ts';

describe('CRC-32', () => {
  it('is the published one', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it('of any bytes is the same in pieces, and as zlib has it', () => {
    const random = seededRandom(5);
    for (let trial = 0; trial < 200; trial++) {
      const bytes = Uint8Array.from({ length: random.below(64) }, () => random.below(256));
      const cut = random.below(bytes.length + 1);
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes));
      // Node 20.15 and later have it
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }
  });
});
