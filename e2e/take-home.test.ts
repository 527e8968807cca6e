/**
 * A plan goes home as a checkpoint, and opens here again. No test can press buttons of the system's folder dialogue: in its
 * place stands a folder of the page's own part of the disk, which is written by the same calls of the browser.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { bytesSource } from '../src/formats/sources/bytes-source.ts';
import { openMembers } from '../src/formats/containers/zip-data.ts';
import { readZipMembers } from '../src/formats/containers/zip.ts';
// declares window.showDirectoryPicker
import type {} from '../src/state/exporting.ts';
import { serve, withRanges } from '../src/testing/file-server.ts';
import type { App } from './app.ts';
import { bytesOf, heavyTailed, mixtral, write, writeShards, writeSingle } from './models.ts';
import { expect, ownFolder, test } from './test.ts';

const model = mixtral({ layers: 2, experts: 4, draw: heavyTailed });

type Picker = 'folder' | 'refused' | 'none';

async function openPlans(app: App, { picker, files }: { picker: Picker; files: readonly string[] }) {
  await app.page.addInitScript((kind) => {
    if (kind === 'none') {
      Reflect.deleteProperty(window, 'showDirectoryPicker');
      return;
    }
    window.showDirectoryPicker = async () => {
      if (kind === 'refused') throw new DOMException('The request is not allowed', 'NotAllowedError');
      return (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
    };
  }, picker);
  await app.visit();
  if (files.length === 0) return;
  await app.open(...files);
  await showPlans(app);
}

async function showPlans(app: App): Promise<void> {
  await app.showTab('Pruning');
  await expect(app.page.getByRole('group', { name: 'Plans', exact: true })).toBeVisible();
  await app.idle();
}

/** Half of the weights, and half of the experts of each layer. */
async function makePlan({ page, ...app }: Pick<App, 'page'> & { readonly idle: () => Promise<void> }) {
  await page.getByRole('button', { name: 'Remove experts' }).click();
  await page.getByRole('combobox', { name: 'Lowest first by' }).selectOption('weight-norm');
  const keep = page.getByRole('spinbutton', { name: /^Experts kept in each layer/ });
  await keep.fill('2');
  await keep.press('Enter');
  await page.getByRole('button', { name: 'Cut weights' }).click();
  await app.idle();
}

async function openExport(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Take the plan home' }).click();
  await page.getByRole('menuitem', { name: /^Pruned checkpoint/ }).click();
  return page.getByRole('dialog', { name: 'Pruned checkpoint' });
}

/** After the plan. */
async function figure(page: Page, name: string): Promise<string> {
  const row = page.getByRole('row', { name: new RegExp(`^${name}`) });
  return (await row.getByRole('cell').first().innerText()).trim();
}

/** What is in the chosen folder: paths and bytes. */
async function chosenFiles(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(async () => {
    const found: Record<string, number[]> = {};
    const walk = async (folder: FileSystemDirectoryHandle, path: string) => {
      for await (const [name, entry] of folder.entries()) {
        if (entry instanceof FileSystemDirectoryHandle) await walk(entry, `${path}${name}/`);
        else if (entry instanceof FileSystemFileHandle)
          found[path + name] = Array.from(new Uint8Array(await (await entry.getFile()).arrayBuffer()));
      }
    };
    const root = await navigator.storage.getDirectory();
    await walk(await root.getDirectoryHandle('chosen', { create: true }), '');
    return found;
  });
}

test('which experts stay is taken as masks that open as tensors', async ({ app, page }) => {
  const { shards, index, config } = await writeShards(ownFolder('model'), model);
  await openPlans(app, { picker: 'folder', files: [...shards, index, config] });
  await makePlan({ page, idle: () => app.idle() });
  await page.getByRole('button', { name: 'Take the plan home' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /^Masks as tensors/ }).click();
  const bytes = await readFile(await (await saved).path());
  const header = JSON.parse(bytes.subarray(8, 8 + bytes.readUInt32LE()).toString()) as Record<
    string,
    unknown
  >;
  expect(Object.keys(header)).toEqual(expect.arrayContaining(['layers.0.experts', 'layers.1.experts']));
  const data = bytes.subarray(8 + bytes.readUInt32LE());
  expect(data.length).toBe(8);
  expect(data.reduce((sum, kept) => sum + kept, 0)).toBe(4);
});

test('a checkpoint in shards goes into a folder, and opens again as it was predicted', async ({
  app,
  page,
}) => {
  const { shards, index, config } = await writeShards(ownFolder('model'), model);
  await openPlans(app, { picker: 'folder', files: [...shards, index, config] });
  await makePlan({ page, idle: () => app.idle() });
  const predicted = { parameters: await figure(page, 'Parameters'), nonZero: await figure(page, 'Not zero') };

  const dialog = await openExport(page);
  await expect(dialog.getByText(/will be written, of .* before/)).toBeVisible();
  const announced = await dialog.getByRole('list', { name: 'Files' }).getByRole('listitem').allInnerTexts();
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(dialog.getByText(/^The folder .*-pruned is written$/)).toBeVisible();

  const files = await chosenFiles(page);
  const names = Object.keys(files).map((path) => path.split('/')[1]);
  expect(names.sort()).toEqual(['config.json', 'keep-list.json', 'model.safetensors']);
  for (const line of announced) {
    const [name, size] = line.split('\n');
    const bytes = Object.entries(files).find(([path]) => path.endsWith(name!))![1];
    if (size!.endsWith(' B')) expect(size).toBe(`${bytes.length} B`);
  }

  const home = ownFolder('home');
  for (const [path, bytes] of Object.entries(files)) {
    await write(home, path.split('/')[1]!, Uint8Array.from(bytes));
  }
  await app.visit();
  await app.open(join(home, 'model.safetensors'), join(home, 'config.json'));
  await expect(app.sources.first()).toContainText('2 experts, top-2');
  await showPlans(app);
  expect({ parameters: await figure(page, 'Parameters'), nonZero: await figure(page, 'Not zero') }).toEqual(
    predicted,
  );
});

test('without a folder to write into it is a download: one file as it is, several as an archive', async ({
  app,
  page,
}) => {
  await openPlans(app, { picker: 'none', files: [await writeSingle(ownFolder('model'), model)] });
  await makePlan({ page, idle: () => app.idle() });
  const predicted = await figure(page, 'Not zero');
  let dialog = await openExport(page);
  await expect(dialog.getByRole('button', { name: 'Choose a folder' })).toHaveCount(0);
  const [single] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  expect(single.suggestedFilename()).toBe('mixtral-pruned.safetensors');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  const path = await write(ownFolder('home'), 'again.safetensors', await readFile(await single.path()));

  const { shards, index, config } = await writeShards(ownFolder('shards'), model);
  await app.visit();
  await app.open(...shards, index, config);
  await showPlans(app);
  await makePlan({ page, idle: () => app.idle() });
  dialog = await openExport(page);
  const [archive] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  expect(archive.suggestedFilename()).toMatch(/-pruned\.zip$/);
  const source = bytesSource('a.zip', await readFile(await archive.path()));
  const members = [...(await readZipMembers(source)).values()];
  expect(members.map(({ name }) => name.split('/')[1]).sort()).toEqual([
    'config.json',
    'keep-list.json',
    'model.safetensors',
  ]);
  const opened = await openMembers(source, members, { startBytes: 2 ** 30 });
  const weights = opened.find(({ member }) => member.name.endsWith('model.safetensors'))!.start;
  expect(Buffer.compare(weights, await readFile(path))).toBe(0);

  await app.visit();
  await app.open(path);
  await showPlans(app);
  expect(await figure(page, 'Not zero')).toBe(predicted);
});

test('what can’t be written is refused with every reason before anything begins', async ({ app, page }) => {
  const { shards, index, config } = await writeShards(ownFolder('model'), model);
  await openPlans(app, { picker: 'folder', files: [...shards, index, config] });
  await page.getByRole('button', { name: 'Remove experts' }).click();
  await page.getByRole('combobox', { name: 'Lowest first by' }).selectOption('weight-norm');
  await page.getByRole('textbox', { name: 'Layers' }).fill('0');
  await page.getByRole('textbox', { name: 'Layers' }).press('Enter');
  await app.idle();
  const dialog = await openExport(page);
  await expect(dialog.getByText('This plan can’t be written as a checkpoint')).toBeVisible();
  await expect(dialog.getByRole('listitem')).not.toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Choose a folder' })).toBeDisabled();
  await expect(dialog.getByRole('button', { name: 'Download', exact: true })).toBeDisabled();
  expect(await chosenFiles(page)).toEqual({});
});

test('where the page may not write, nothing happens, and the offer stays', async ({ app, page }) => {
  await openPlans(app, { picker: 'refused', files: [await writeSingle(ownFolder('model'), model)] });
  const dialog = await openExport(page);
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(dialog.getByText(/No folder was chosen/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Choose a folder' })).toBeEnabled();
});

test('a full disk is told, and leaves nothing', async ({ app, page }) => {
  const large = mixtral({ layers: 2, experts: 4, hidden: 256, inner: 512 });
  await openPlans(app, { picker: 'folder', files: [await writeSingle(ownFolder('model'), large)] });
  const dialog = await openExport(page);
  await expect(dialog.getByText(/will be written/)).toBeVisible();
  // the browser's own limit, as a full disk is for a real folder
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(page.url()).origin,
    quotaSize: 1e6,
  });
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(dialog.getByText('The file could not be written')).toBeVisible();
  await expect(dialog.getByText(/there is no room left for it/)).toBeVisible();
  expect(await chosenFiles(page)).toEqual({});
});

test('writing is stopped, and leaves nothing', async ({ app, page }) => {
  const bytes = bytesOf(model.matrices);
  const forAnyPage = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' };
  const honest = withRanges(bytes, { ...forAnyPage, ETag: '"1"' });
  let isSilent = false;
  await using server = await serve({
    '/moe.safetensors': (request, response) => {
      // never answered: the writing waits
      if (!isSilent || request.method === 'OPTIONS') honest(request, response);
    },
  });
  await openPlans(app, { picker: 'folder', files: [] });
  await app.openAddress(`${server.origin}/moe.safetensors`);
  await app.idle();
  await page
    .getByRole('button', { name: /^Read all weights: / })
    .first()
    .click();
  await app.idle();
  await showPlans(app);
  const dialog = await openExport(page);
  await expect(dialog.getByText('About as much is read from the other server for it.')).toBeVisible();
  isSilent = true;
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop writing' }).click();
  await expect(dialog.getByText(/will be written/)).toBeVisible();
  expect(await chosenFiles(page)).toEqual({});
});
