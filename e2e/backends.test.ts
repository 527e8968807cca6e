/** Every backend takes the same steps, on graphics that the processor imitates where it must. */
import { isSandboxed, quietFlags } from '../scripts/browser.mjs';
import { expect, test } from './test.ts';

/** SwiftShader for WebGL and WebGPU alike; slow, and right. */
const softwareGraphics = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '',
    chromiumSandbox: isSandboxed,
    args: [...quietFlags, ...softwareGraphics],
  },
});

/** A handful of steps. */
const few = '#v=1&panel=train&recipe=data:clusters/experts:mlp(count:4,hidden:16)/epochs:1/batch:512';

test('every backend trains, and they agree', async ({ app }) => {
  test.setTimeout(180_000);
  await app.visit(few);
  const names = ['cpu', 'wasm', 'webgl', 'webgpu'];
  for (const [i, name] of names.entries()) {
    await app.page.getByLabel('Computed by', { exact: true }).selectOption(name);
    await app.page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect(app.trainedRuns).toHaveCount(i + 1, { timeout: 60_000 });
  }
  const texts = await app.page.getByTitle('Accuracy on the whole test split').allInnerTexts();
  const accuracies = texts.map(Number.parseFloat);
  expect(Math.max(...accuracies) - Math.min(...accuracies)).toBeLessThanOrEqual(0.1);
});

test('a graphics card that goes away costs no more than an epoch, and the run goes on without it', async ({
  app,
  browser,
}) => {
  test.setTimeout(180_000);
  const long = few.replace('epochs:1', 'epochs:200');
  await app.visit(long);
  await app.page.getByLabel('Computed by', { exact: true }).selectOption('webgl');
  await app.page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(app.page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(app.runs.first()).toContainText(/step [2-9]\d/, { timeout: 60_000 });

  const devtools = await browser.newBrowserCDPSession();
  await devtools.send('Browser.crashGpuProcess');
  await expect(app.runs.first()).toContainText('stopped by a fault', { timeout: 60_000 });
  await expect(app.page.getByText('The graphics card went away')).toBeVisible();
  await app.page.getByRole('button', { name: /WebAssembly/ }).click();
  await expect(app.page.getByRole('button', { name: 'Pause' })).toBeVisible({ timeout: 60_000 });
});
