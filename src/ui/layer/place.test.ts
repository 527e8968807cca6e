import { describe, expect, it } from 'vitest';
import { placeBeside } from './place.ts';

const viewport = { width: 400, height: 300 };
const below = { side: 'bottom', align: 'start', gap: 6 } as const;

function anchorAt(left: number, top: number) {
  return { left, top, width: 40, height: 20 };
}

describe('placeBeside', () => {
  it('takes the preferred side and aligns with the anchor', () => {
    const layer = { width: 100, height: 50 };
    expect(placeBeside(anchorAt(100, 100), layer, viewport, below)).toMatchObject({ left: 100, top: 126 });
    expect(placeBeside(anchorAt(100, 100), layer, viewport, { ...below, align: 'center' }).left).toBe(70);
    expect(placeBeside(anchorAt(100, 100), layer, viewport, { ...below, align: 'end' }).left).toBe(40);
    expect(placeBeside(anchorAt(100, 100), layer, viewport, { ...below, side: 'top' }).top).toBe(44);
  });

  it('goes to the other side when it fits only there', () => {
    const place = placeBeside(anchorAt(100, 250), { width: 100, height: 50 }, viewport, below);
    expect(place).toMatchObject({ side: 'top', top: 194 });
  });

  it('takes the roomier side, cut to it, when it fits on neither', () => {
    const place = placeBeside(anchorAt(100, 180), { width: 100, height: 900 }, viewport, below);
    expect(place).toEqual({ left: 100, top: 8, side: 'top', maxHeight: 166 });
  });

  it('stays eight pixels inside the window', () => {
    const layer = { width: 200, height: 50 };
    expect(placeBeside(anchorAt(350, 100), layer, viewport, below).left).toBe(192);
    expect(placeBeside(anchorAt(-20, 100), layer, viewport, below).left).toBe(8);
  });

  it('starts at the margin when it is wider than the window', () => {
    expect(placeBeside(anchorAt(350, 100), { width: 500, height: 50 }, viewport, below).left).toBe(8);
  });
});
