/** The widgets in a real browser, on the gallery page: what jsdom has not (top layer, modality, layout, clipboard), and axe. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build, preview } from 'vite';

/** The gallery is not part of the product's build: each worker builds and serves its own. */
const test = base.extend<object, { readonly galleryUrl: string }>({
  galleryUrl: [
    async ({ browserName }, use, { workerIndex }) => {
      const outDir = `test-results/gallery-${browserName}-${workerIndex}`;
      const config = { configFile: false, logLevel: 'warn' } as const;
      await build({
        ...config,
        plugins: [react()],
        build: { outDir, target: 'es2023', rolldownOptions: { input: 'gallery.html' } },
      });
      const server = await preview({ ...config, build: { outDir }, preview: { port: 0 } });
      await use(`${server.resolvedUrls?.local[0] ?? ''}gallery.html`);
      await server.close();
    },
    { scope: 'worker' },
  ],
});

async function openGallery(page: Page, url: string, theme: 'light' | 'dark' = 'light') {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready);
}

/** What axe objects to on the whole page, or inside what a selector finds. */
async function violations(page: Page, inside = 'html'): Promise<string[]> {
  const results = await new AxeBuilder({ page }).include(inside).analyze();
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const theme of ['light', 'dark'] as const) {
  const sizes = theme === 'light' ? ' @phone' : '';
  test(`nothing is inaccessible in the ${theme} theme, at rest or with a layer open${sizes}`, async ({
    page,
    galleryUrl,
  }) => {
    await openGallery(page, galleryUrl, theme);
    expect(await violations(page)).toEqual([]);
    for (const [name, layer] of [
      ['Explain Cumulative curve', '[role=note]'],
      ['Export', '[role=menu]'],
      ['Axes', '[role=dialog]'],
      ['Open a dialog', 'dialog'],
      ['Show a toast', '[aria-live]'],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).last().click();
      expect(await violations(page, layer), name).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
}

test('both themes stand side by side, each in its own colours', async ({ page, galleryUrl }) => {
  await openGallery(page, galleryUrl);
  await page.getByRole('switch', { name: 'Both themes' }).click();
  const grounds = await page
    .locator('[data-theme]')
    .evaluateAll((stages) => stages.map((stage) => getComputedStyle(stage).backgroundColor));
  expect(grounds).toEqual(['rgb(248, 249, 251)', 'rgb(13, 14, 18)']);
});

test('a chosen theme outlives the page', async ({ page, galleryUrl }) => {
  await openGallery(page, galleryUrl);
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(13, 14, 18)');
});

test('nothing is wider than the page, and fingers find every control @phone', async ({
  page,
  galleryUrl,
}) => {
  await openGallery(page, galleryUrl);
  const excess = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(excess).toBe(0);
  if ((page.viewportSize()?.width ?? 0) > 640) return;

  // A control is as large as what reacts: its label, or itself with the room that ::after adds around it.
  const small = await page.locator('button, input, select, summary').evaluateAll((controls) =>
    controls
      .map((control) => {
        const boxes = [control, control.closest('label') ?? control].map((box) =>
          box.getBoundingClientRect(),
        );
        const after = getComputedStyle(control, '::after');
        const around = after.position === 'absolute' ? Math.max(0, -Number.parseFloat(after.top)) : 0;
        return {
          html: control.outerHTML,
          height: Math.max(...boxes.map(({ height }) => height)) + 2 * around,
        };
      })
      .filter(({ height }) => height > 0 && height < 40),
  );
  expect(small).toEqual([]);
});

test('a dialog keeps focus inside, and gives it back', async ({ page, galleryUrl }) => {
  await openGallery(page, galleryUrl);
  const opener = page.getByRole('button', { name: 'Open a dialog' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Open a remote checkpoint' });
  await expect(dialog.getByLabel('Address')).toBeFocused();
  for (let times = 0; times < 8; times++) {
    await page.keyboard.press('Tab');
    // Past its ends focus may visit the browser's own controls, never the page behind.
    const isInside = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused === document.body || focused?.closest('dialog') !== null;
    });
    expect(isInside).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test('a press on the backdrop closes a dialog, a press inside does not', async ({ page, galleryUrl }) => {
  await openGallery(page, galleryUrl);
  await page.getByRole('button', { name: 'Open a dialog' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a remote checkpoint' });
  await dialog.getByText('Its header is fetched first').click();
  await expect(dialog).toBeVisible();
  await page.mouse.click(10, 10);
  await expect(dialog).toBeHidden();
});

test('an explanation opens by pointer, keyboard and tap, inside the window @phone', async ({
  page,
  galleryUrl,
  hasTouch,
}) => {
  await openGallery(page, galleryUrl);
  const mark = page.getByRole('button', { name: 'Explain Cumulative curve' });
  const note = page.getByRole('note');
  if (hasTouch) await mark.tap();
  else await mark.hover();
  await expect(note).toBeVisible();
  const box = (await note.boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(page.viewportSize()!.width);

  await page.keyboard.press('Escape');
  await expect(note).toBeHidden();
  await mark.blur();
  await page.mouse.move(0, 0);
  await page.getByRole('switch', { name: 'Both themes' }).focus();
  while (!(await mark.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('Tab');
  }
  await expect(note).toBeVisible();
});

test('a menu is worked by keyboard alone', async ({ page, galleryUrl }) => {
  await openGallery(page, galleryUrl);
  const button = page.getByRole('button', { name: 'Export' }).last();
  await button.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'SVG' })).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(button).toBeFocused();
  await expect(page.getByText('Saved as curve.json')).toBeVisible();
});

test('a copy button copies, says so, and keeps its width', async ({ page, galleryUrl, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openGallery(page, galleryUrl);
  const button = page.getByRole('button', { name: 'Copy link' }).last();
  const width = (await button.boundingBox())?.width;
  await button.click();
  await expect(button).toContainText('Copied');
  expect((await button.boundingBox())?.width).toBe(width);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://example.org/#v=1');
});
