/** A link carries the view, a sample's name, a file's fingerprint, an address: and opens exactly that again. */
import type { Browser, Page } from '@playwright/test';
import { serve, withRanges } from '../src/testing/file-server.ts';
import { App } from './app.ts';
import { heavyTailed, mixtral, valuesOf, bytesOf, writeSingle } from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, ownFolder, test } from './test.ts';

const model = mixtral({ draw: heavyTailed });
const forAnyPage = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' };

/** Many choices at once: two more curves, energy, sums, axes, references, a cut, a measure and a projection. */
async function makeChoices(app: App): Promise<void> {
  await app.matrix.focus();
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.press('ArrowRight');
  await app.page.keyboard.press('Enter');
  await app.choose('Quantity', 'Energy w²');
  await app.openOptions();
  await app.choose('Count', 'Non-zero');
  await app.choose('Horizontal axis', 'Logarithmic');
  await app.page.getByRole('checkbox', { name: 'Laplace' }).check();
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Keep half' }).click();
  await app.cutField('Weights kept').fill('37.5');
  await app.page.getByRole('combobox', { name: 'Coloured by' }).selectOption('Hoyer sparsity');
  await app.page.getByRole('combobox', { name: 'Projection' }).selectOption('down');
  await app.idle();
}

/** Everything that the page shows of a view. */
async function whatIsShown(app: App): Promise<unknown> {
  return {
    sentence: await app.sentence(),
    chips: await app.chips(),
    cut: await app.cut.getAttribute('aria-valuetext'),
    matrix: await app.matrix.getAttribute('aria-label'),
    fragment: await app.fragment(),
  };
}

async function inNewContext<T>(browser: Browser, act: (app: App) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    return await act(new App(await context.newPage(), { hasTouch: false }));
  } finally {
    await context.close();
  }
}

/** Requests that a page makes beyond its own host. */
function foreignRequests(page: Page): string[] {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(page.url()).origin)) requests.push(request.url());
  });
  return requests;
}

test('a link to a file asks for the file, and then shows exactly what was sent', async ({ app, browser }) => {
  const path = await writeSingle(ownFolder(), model);
  await app.visit();
  await app.open(path);
  await makeChoices(app);
  const sent = await whatIsShown(app);
  const link = await app.copyLink();
  expect(new URL(link).hash).toMatch(/^#v=1&src=file\.[0-9a-f]{16}&curves=0\.experts,/);
  expect(link).not.toContain('mixtral');

  await inNewContext(browser, async (other) => {
    await other.visit(new URL(link).hash);
    await expect(other.page.getByText('This link is about a file on somebody’s computer')).toBeVisible();
    await other.drop(path);
    await other.idle();
    await expect(other.page.getByText('This link is about a file')).toBeHidden();
    expect(await whatIsShown(other)).toEqual(sent);
  });
});

test('another file than the link is about opens beside, and is told', async ({ app, browser }) => {
  const folder = ownFolder();
  await app.visit();
  await app.open(await writeSingle(folder, model));
  const link = await app.copyLink();
  await inNewContext(browser, async (other) => {
    await other.visit(new URL(link).hash);
    await other.open(await writeSingle(folder, mixtral({ seed: 9 }), 'other'));
    await expect(other.fault('wrong-file')).toContainText(/file\.|[0-9a-f]{16}/);
    await expect(other.source('other')).toBeVisible();
    await expect(other.page.getByText('This link is about a file')).toBeVisible();
    await other.page.getByRole('button', { name: 'Go on without it' }).click();
    await expect(other.page.getByText('This link is about a file')).toBeHidden();
    expect(await other.fragment()).not.toBe(new URL(link).hash);
  });
});

test('a link to a server asks before the first request, then reads by ranges', async ({ app }) => {
  const bytes = bytesOf(model.matrices);
  await using server = await serve({ '/moe.safetensors': withRanges(bytes, forAnyPage) });
  const address = `${server.origin}/moe.safetensors`;
  await app.visit(`#v=1&src=url.${encodeURIComponent(address)}&sum=energy`);
  await expect(app.page.getByText('This link wants to read from another server')).toBeVisible();
  await expect(app.page.getByText(address)).toBeVisible();
  expect(server.requests).toEqual([]);

  await app.page.getByRole('button', { name: `Read from ${new URL(address).host}` }).click();
  await expect(app.source('moe')).toContainText('Only headers have been read.');
  await app
    .source('moe')
    .getByRole('button', { name: /^Read all weights: / })
    .click();
  await app.idle();
  const share = (100 * new Ranked(valuesOf(model, 'experts.')).energyAt(0.1)).toFixed(1);
  expect(await app.sentence()).toContain(`hold ${share} % of the energy`);
  // only ranges of the file, and the configuration that may lie beside it
  for (const request of server.requests) {
    expect(request).toMatch(/^GET \/(moe\.safetensors bytes=\d+-\d+|config\.json)$/);
  }
});

test('an address is opened by hand, and its link names it', async ({ app }) => {
  await using server = await serve({
    '/files/moe.safetensors': withRanges(bytesOf(model.matrices), forAnyPage),
  });
  await app.visit();
  await app.openAddress(`${server.origin}/files/moe.safetensors`);
  await app.idle();
  expect(await app.facts('moe')).toContain('Mixtral');
  expect(decodeURIComponent(await app.fragment())).toBe(
    `#v=1&src=url.${server.origin}/files/moe.safetensors`,
  );
});

test('the view of an address never asks a server that was not agreed to', async ({ app }) => {
  await app.visit('#v=1&src=url.https%3A%2F%2Fexample.org%2Fm.safetensors,file.0123456789abcdef');
  const requests = foreignRequests(app.page);
  await app.page.reload();
  await app.idle();
  await expect(app.page.getByRole('button', { name: 'Read from example.org' })).toBeVisible();
  await expect(app.page.getByText('0123456789abcdef')).toBeVisible();
  expect(requests).toEqual([]);
});

test('Back undoes and Forward redoes: opening, choosing a curve, changing the panel', async ({ app }) => {
  const { page } = app;
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
  await app.matrix.focus();
  await page.keyboard.press('Enter');
  await app.idle();
  await app.showTab('Tensors');
  await expect(app.table).toBeVisible();

  await page.goBack();
  await app.idle();
  expect(await app.chips()).toEqual(['All experts', 'Layer 0 · expert 0']);
  await page.goBack();
  await app.idle();
  expect(await app.chips()).toEqual(['All experts']);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  for (let step = 0; step < 3; step++) await page.goForward();
  await app.idle();
  await expect(app.table).toBeVisible();
  await expect(app.source('mixtral')).toBeVisible();
});

test('a knob that is turned makes no steps, and is there after Back and Forward', async ({ app }) => {
  const { page } = app;
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
  await page.getByRole('button', { name: 'Keep half' }).click();
  await app.cutField('Weights kept').fill('25');
  await app.showTab('Tensors');
  await page.goBack();
  await expect(app.cutField('Weights kept')).toHaveValue('25');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goForward();
  await expect(app.cutField('Weights kept')).toHaveValue('25');
});

test('a damaged link drops what it cannot read, says so, and keeps the rest', async ({ app }) => {
  await app.visit('#v=1&panel=nonsense&sum=energy&cut=7&plateau=%E0%A4%A');
  await expect(app.fault('link-partly-read')).toContainText('panel, plateau, cut');
  await app.open(await writeSingle(ownFolder(), model));
  expect(await app.sentence()).toContain('of the energy');
  expect(await app.fragment()).toMatch(/^#v=1&src=file\.[0-9a-f]{16}&sum=energy$/);
});

test('unknown keys are ignored, and a newer link is told', async ({ app }) => {
  await app.visit('#v=1&colour=blue&y=log&future');
  await expect(app.messages).toBeHidden();
  await app.page.goto('about:blank');
  await app.visit('#v=2&y=log');
  await expect(app.fault('link-partly-read')).toContainText('newer version');
});

test('defaults are left out, and a full view still fits a message', async ({ app }) => {
  await app.visit();
  const wide = mixtral({ layers: 2, experts: 8 });
  await app.open(await writeSingle(ownFolder(), wide));
  expect(await app.fragment()).toMatch(/^#v=1&src=file\.[0-9a-f]{16}$/);
  await app.matrix.focus();
  for (let times = 0; times < 7; times++) {
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.press('ArrowRight');
  }
  await expect(app.legend.getByRole('listitem')).toHaveCount(8);
  expect((await app.fragment()).length).toBeLessThan(300);
});
