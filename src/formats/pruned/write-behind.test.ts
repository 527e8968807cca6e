import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { WriteBehind } from './write-behind.ts';

const LARGE = 3 * 2 ** 22 + 17;

describe('writing behind', () => {
  it('passes everything on in order, never two pieces at once', async () => {
    const random = seededRandom(3);
    const passed: number[] = [];
    let length = 0;
    let isBusy = false;
    const behind = new WriteBehind(async (bytes) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise((done) => setImmediate(done));
      // what was handed over is not touched meanwhile
      passed.push(bytes[0] ?? -1, bytes.at(-1) ?? -1);
      length += bytes.length;
      isBusy = false;
    });
    const whole = Uint8Array.from({ length: LARGE }, (_, i) => (i >> 20) & 255);
    for (let at = 0; at < LARGE;) {
      const piece = whole.slice(at, at + random.below(2 ** 21) + 1);
      await behind.write(piece);
      at += piece.length;
      piece.fill(99);
    }
    await behind.finish();
    expect(length).toBe(LARGE);
    expect(passed).toEqual([0, 3, 4, 7, 8, 11, 12, 12]);
  });

  it('tells the next writer what went wrong', async () => {
    const behind = new WriteBehind(() => Promise.reject(new Error('full')));
    await behind.write(new Uint8Array(2 ** 22));
    await expect(behind.write(new Uint8Array(2 ** 22))).rejects.toThrow('full');
    await behind.settle();
    await expect(behind.finish()).rejects.toThrow('full');
  });
});
