/** Every face of the page, at either size: axe objects to nothing in either theme, nothing is wider than the window, and no text lies over another. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { states } from './states.ts';
import { expect, test } from './test.ts';

async function violations(page: Page): Promise<string[]> {
  const results = await new AxeBuilder({ page }).analyze();
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

function excessWidth(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** Pairs of texts whose lines overlap by more than `tolerance` pixels both ways, as far as they are not cut off. */
function overlaps(page: Page, tolerance = 2): Promise<string[]> {
  return page.evaluate((least) => {
    interface Box {
      readonly left: number;
      readonly right: number;
      readonly top: number;
      readonly bottom: number;
    }
    const common = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left),
      right: Math.min(a.right, b.right),
      top: Math.max(a.top, b.top),
      bottom: Math.min(a.bottom, b.bottom),
    });
    const isMore = ({ left, right, top, bottom }: Box) => right - left > least && bottom - top > least;
    /** What is left of a box inside everything that cuts off what is too large for it. */
    const cut = (box: Box, element: Element | null): Box => {
      if (element === null) return box;
      const isCutting = getComputedStyle(element).overflowX !== 'visible';
      return cut(isCutting ? common(box, element.getBoundingClientRect()) : box, element.parentElement);
    };
    // an open layer lies over the page, so its texts are compared with each other alone
    const ground = document.querySelector('dialog[open], :popover-open') ?? document.body;
    /** What sticks to the window lies over what scrolls below it: its texts, too, are compared with each other alone. */
    const stuck = (element: Element | null): Element | null => {
      if (element === null || ['sticky', 'fixed'].includes(getComputedStyle(element).position))
        return element;
      return stuck(element.parentElement);
    };
    interface Line {
      readonly node: Node;
      readonly text: string;
      readonly box: Box;
      readonly stuckTo: Element | null;
    }
    const lines: Line[] = [];
    const walker = document.createTreeWalker(ground, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement!;
      const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!isSeen || element.closest('[aria-hidden=true], option') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const whole of range.getClientRects()) {
        const box = cut(whole, element);
        if (isMore(box)) lines.push({ node, text: node.textContent!.trim(), box, stuckTo: stuck(element) });
      }
    }
    return lines.flatMap((one, i) =>
      lines
        .slice(i + 1)
        .filter(({ node, stuckTo }) => node !== one.node && stuckTo === one.stuckTo)
        .filter((other) => isMore(common(one.box, other.box)))
        .map((other) => `“${one.text}” and “${other.text}”`),
    );
  }, tolerance);
}

for (const { name, reach } of states) {
  test(`${name} @phone`, async ({ app, isMobile }) => {
    await reach(app);
    expect(await excessWidth(app.page)).toBe(0);
    expect(await overlaps(app.page)).toEqual([]);
    // colours are the same at either size
    for (const theme of isMobile ? (['light'] as const) : (['light', 'dark'] as const)) {
      await app.useTheme(theme);
      expect(await violations(app.page), theme).toEqual([]);
    }
  });
}
