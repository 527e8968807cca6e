import { describe, expect, it } from 'vitest';
import { mapAtOnce } from './at-once.ts';

describe('work on many things', () => {
  it('gives results in order, six at a time', async () => {
    let underWay = 0;
    let most = 0;
    const doubled = await mapAtOnce([1, 2, 3, 4, 5, 6, 7, 8, 9], async (item) => {
      most = Math.max(most, ++underWay);
      for (let turn = item % 3; turn >= 0; turn--) await Promise.resolve();
      underWay--;
      return 2 * item;
    });
    expect(doubled).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(most).toBe(6);
  });

  it('begins nothing more after a failure', async () => {
    const begun: number[] = [];
    const items = Array.from({ length: 100 }, (_, i) => i);
    const work = mapAtOnce(items, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 7) throw new Error('seven');
    });
    await expect(work).rejects.toThrow('seven');
    const begunByThen = begun.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.length).toBe(begunByThen);
    expect(begunByThen).toBeLessThan(20);
  });
});
