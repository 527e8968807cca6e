/** The first page: what this is, every way in, and samples that are shown at once. */
import { readFileSync } from 'node:fs';
import { isolatedHost, urlOf } from './hosts.ts';
import { expect, test } from './test.ts';

interface Sample {
  readonly id: string;
  readonly title: string;
  readonly origin: string;
  readonly weights: string;
}

const manifest = new URL('../public/samples/index.json', import.meta.url);
const samples = JSON.parse(readFileSync(manifest, 'utf8')) as readonly Sample[];

test('says what it is, and offers every way in @phone', async ({ app }) => {
  await app.visit();
  const { page } = app;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Mixture-of-Experts/);
  await expect(page.getByText('Drop a checkpoint anywhere')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open files' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open folder' })).toBeVisible();
  await expect(page.getByLabel('Address of a checkpoint')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train on MNIST' })).toBeVisible();
  expect(samples.length).toBeGreaterThanOrEqual(3);
  for (const { title, origin } of samples) {
    await expect(app.gallery.getByRole('button', { name: title })).toContainText(origin);
  }
});

test('leads to training, and back, with nothing open @phone', async ({ app }) => {
  await app.visit();
  await app.page.getByRole('button', { name: 'Choose a recipe' }).click();
  await expect(app.page.getByRole('heading', { level: 1 })).toHaveText(/Train a small/);
  await expect(app.page.getByRole('button', { name: 'Train', exact: true })).toBeVisible();
  await app.page.goBack();
  await expect(app.page.getByText('Drop a checkpoint anywhere')).toBeVisible();
});

test('a sample is shown with its finished analysis, and its weights stay where they are @phone', async ({
  app,
}) => {
  const requests: string[] = [];
  app.page.on('request', (request) => requests.push(request.url()));
  await app.visit();
  for (const { title, weights } of samples) {
    await app.openSample(title);
    await expect(app.source(title)).toContainText('Sample');
    await expect(app.source(title).getByRole('progressbar')).toBeHidden();
    expect(await app.sentence()).toMatch(
      /^Sparsity curve\. All experts: the largest 10 % of weights hold [\d.]+ %/,
    );
    expect(requests.filter((url) => url.endsWith(weights))).toEqual([]);
    await app
      .source(title)
      .getByRole('button', { name: `Close ${title}` })
      .click();
  }
  expect(requests.filter((url) => !url.startsWith(urlOf(isolatedHost)))).toEqual([]);
});

test('a single expert of a sample is drawn exactly, by reading its weights', async ({ app }) => {
  await app.visit();
  await app.openSample(samples[1]!.title);
  await app.matrix.focus();
  await app.page.keyboard.press('Enter');
  await app.idle();
  expect(await app.chips()).toEqual(['All experts', 'Layer 0 · expert 0']);
});

test('a link to a sample opens it by itself @phone', async ({ app }) => {
  await app.visit(`#v=1&src=sample.${samples[2]!.id}&sum=energy&cut=0.3`);
  await expect(app.source(samples[2]!.title)).toBeVisible();
  expect(await app.sentence()).toContain('of the energy');
  await expect(app.cut).toHaveAttribute('aria-valuetext', /^30\.0 % kept/);
  expect(await app.fragment()).toBe(`#v=1&src=sample.${samples[2]!.id}&sum=energy&cut=0.3`);
});

test('a link to a sample that is not there says so', async ({ app }) => {
  await app.visit('#v=1&src=sample.never-was');
  await expect(app.fault('sample-missing')).toContainText('never-was');
  await expect(app.gallery).toBeVisible();
});

test('the name at the top leads back to the first page, and Back returns', async ({ app }) => {
  await app.visit();
  await app.openSample(samples[0]!.title);
  await app.page.getByRole('link', { name: 'MoE Scope, first page' }).click();
  await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
  await app.page.goBack();
  await expect(app.source(samples[0]!.title)).toBeVisible();
});
