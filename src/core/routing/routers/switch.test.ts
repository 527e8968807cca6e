import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { dropRate } from '../capacity.ts';
import { matrixOf } from '../matrix.ts';
import { routeSwitch } from './switch.ts';

const logits = matrixOf(golden.routers.logits);

describe('switch routing', () => {
  it.each([
    ['position', golden.routers.switchByPosition],
    ['token', golden.routers.switchByToken],
  ] as const)('agrees with NumPy, by %s', (priority, gates) => {
    // 24 tokens, 8 experts: a factor of 4/3 makes 4
    const routing = routeSwitch(logits, { capacityFactor: 4 / 3, priority });
    expect(routing.capacity).toBe(golden.routers.switchCapacity);
    expectClose(routing.gates.values, gates.flat());
    const kept = gates.flat().filter((gate) => gate > 0).length;
    expect(dropRate(routing)).toBeCloseTo(1 - kept / 24, 12);
    expect(kept).toBeLessThan(24);
  });

  it('drops most of a batch that wants one expert', () => {
    const alike = matrixOf(Array.from({ length: 16 }, () => [3, 0, 0, 0]));
    const routing = routeSwitch(alike, { capacityFactor: 1 });
    expect([...routing.dropped]).toEqual([0, 0, 0, 0, ...new Array<number>(12).fill(1)]);
    expect(dropRate(routeSwitch(alike, { capacityFactor: 4 }))).toBe(0);
    expect(routeSwitch(alike, { capacityFactor: 0.1, minimumCapacity: 3 }).capacity).toBe(3);
  });
});
