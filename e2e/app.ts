/** The page as a person sees it: what can be done there, and what can be read. By roles, names and sentences alone. */
import { readFile } from 'node:fs/promises';
import { expect, type CDPSession, type Download, type Locator, type Page } from '@playwright/test';
import { cellBox, layOutMatrix } from '../src/charts/expert-matrix.ts';
// declares window.moeScopeIdle
import type {} from '../src/state/idle.ts';

export type Theme = 'light' | 'dark';

/** In CSS pixels of the window. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export class App {
  readonly page: Page;
  readonly #hasTouch: boolean;

  constructor(page: Page, { hasTouch }: { readonly hasTouch: boolean }) {
    this.page = page;
    this.#hasTouch = hasTouch;
  }

  // ---------------------------------------------------------------- going there

  /** Opens the page, at a fragment if one is given, and waits until it is still. */
  async visit(fragment = ''): Promise<void> {
    await this.page.goto(`?testing${fragment}`);
    await this.idle();
  }

  /** Waits until nothing is being opened, read or computed, and the page has painted. */
  async idle(): Promise<void> {
    await this.page.evaluate(() => {
      if (window.moeScopeIdle === undefined) throw new Error('the page was not opened with ?testing');
      return window.moeScopeIdle();
    });
  }

  async useTheme(theme: Theme): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // even a transition of no length takes a frame to end
    await this.page.evaluate(async () => {
      await new Promise(requestAnimationFrame);
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    });
  }

  // ---------------------------------------------------------------- opening

  /** Picks files by the button for them, as in the system's dialogue. */
  async pick(...paths: readonly string[]): Promise<void> {
    await this.#choose('Open files', paths);
  }

  async pickFolder(path: string): Promise<void> {
    await this.#choose('Open folder', [path]);
  }

  async #choose(button: string, paths: readonly string[]): Promise<void> {
    const dialogue = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: button }).first().click();
    const chooser = await dialogue;
    await this.#untilAnswered(() => chooser.setFiles([...paths]));
  }

  /** Picks files that open without fault, and waits until they are analysed. */
  async open(...paths: readonly string[]): Promise<void> {
    await this.pick(...paths);
    await this.idle();
  }

  /** A trusted drop of files and folders from the disk, as from a file manager. */
  async drop(...paths: readonly string[]): Promise<void> {
    await this.#untilAnswered(async () => {
      const session = await this.page.context().newCDPSession(this.page);
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await dispatchDrag(session, type, paths);
      await session.detach();
    });
  }

  /** A drop by script, without entries of a file system: what some browsers and tools give. */
  async dropTransfer(...paths: readonly string[]): Promise<void> {
    await this.page.evaluate(() => {
      const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true });
      input.dataset.testid = 'carrier';
      input.hidden = true;
      document.body.append(input);
    });
    const carrier = this.page.getByTestId('carrier');
    await carrier.setInputFiles([...paths]);
    await this.#untilAnswered(() =>
      carrier.evaluate((input: HTMLInputElement) => {
        const dataTransfer = new DataTransfer();
        for (const file of input.files ?? []) dataTransfer.items.add(file);
        input.remove();
        for (const type of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
      }),
    );
  }

  async openAddress(address: string): Promise<void> {
    await this.page.getByLabel('Address of a checkpoint').fill(address);
    await this.#untilAnswered(() => this.page.getByRole('button', { name: 'Open address' }).click());
  }

  async openSample(name: RegExp | string): Promise<void> {
    await this.#untilAnswered(() => this.gallery.getByRole('button', { name }).click());
    await this.idle();
  }

  /** Does what makes the page open something, and waits for the checkpoint or the message that comes of it. */
  async #untilAnswered(act: () => Promise<unknown>): Promise<void> {
    const answers = this.page.locator('article, [data-fault]');
    const before = await answers.count();
    await act();
    await expect(async () => expect(await answers.count()).not.toBe(before)).toPass();
  }

  // ---------------------------------------------------------------- what is open

  get gallery(): Locator {
    return this.page.getByRole('region', { name: 'Or begin with a sample' });
  }

  get sources(): Locator {
    return this.page.getByRole('list', { name: 'Open checkpoints' }).getByRole('article');
  }

  source(name: string): Locator {
    return this.page.getByRole('article', { name, exact: true });
  }

  /** Format, family, layers, experts and so on, in the words of the card. */
  facts(name: string): Promise<string[]> {
    return this.source(name).getByRole('paragraph').first().locator('[title]').allInnerTexts();
  }

  get messages(): Locator {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  fault(code: string): Locator {
    return this.page.locator(`[data-fault="${code}"]`);
  }

  async showTab(name: 'Sparsity curve' | 'Tensors' | 'Usage' | 'Pruning' | 'Train'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  // ---------------------------------------------------------------- the curve

  get chart(): Locator {
    return this.page.getByRole('img', { name: /^Sparsity curve/ });
  }

  /** What the chart says of itself. */
  async sentence(): Promise<string> {
    return (await this.chart.getAttribute('aria-label'))!;
  }

  get legend(): Locator {
    return this.page.getByRole('list', { name: 'Curves', exact: true });
  }

  /** The chip of a curve: pressed if it is the one that is read. */
  chip(label: string): Locator {
    return this.legend.getByRole('button', { name: label, exact: true });
  }

  /** Labels of the curves, each followed by its note in a line of its own, if it has one. */
  chips(): Promise<string[]> {
    return this.legend.locator('[aria-pressed]').allInnerTexts();
  }

  async removeCurve(label: string): Promise<void> {
    await this.legend.getByRole('button', { name: `Remove ${label}`, exact: true }).click();
  }

  /** What the curve says under the pointer. */
  get reading(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'The largest' });
  }

  get cut(): Locator {
    return this.page.getByRole('slider', { name: 'Cut', exact: true });
  }

  /** Sets or reads one of the fields of the cut, in percent or as a magnitude. */
  cutField(name: 'Weights kept' | 'Threshold |w| ≥' | 'Mass kept' | 'Energy kept'): Locator {
    return this.page.getByRole('spinbutton', { name });
  }

  get readings(): Locator {
    return this.page.getByRole('complementary', { name: 'Readings' });
  }

  /** The middle of the line that the cut draws. */
  async gripPlace(): Promise<Place> {
    await this.cut.scrollIntoViewIfNeeded();
    const box = (await this.cut.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Drags with the pointer, or with a finger where there is one. */
  async drag(from: Place, to: Place): Promise<void> {
    if (this.#hasTouch) return this.#swipe(from, to);
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
    await this.page.mouse.up();
  }

  async #swipe(from: Place, to: Place): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Place[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [from]);
    for (const part of [0.25, 0.5, 0.75, 1]) {
      const at = { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
      await touch('touchMove', [at]);
    }
    await touch('touchEnd', []);
    await session.detach();
  }

  /** The figures of a row of the readings: measure, landmark or share. */
  async figures(label: string | RegExp): Promise<string[]> {
    const head = this.page.getByRole('rowheader', { name: label });
    return this.readings.getByRole('row').filter({ has: head }).getByRole('cell').allInnerTexts();
  }

  /** Chooses one of a few, such as "Scale": "Sums". */
  async choose(group: string, value: string): Promise<void> {
    await this.page.getByRole('group', { name: group }).getByRole('radio', { name: value }).check();
  }

  async openOptions(): Promise<void> {
    await this.page.getByRole('button', { name: 'Options' }).click();
  }

  // ---------------------------------------------------------------- the matrix

  get matrix(): Locator {
    return this.page.getByRole('application', { name: /^Layers by/ });
  }

  /** Where a cell is on the screen, by what the matrix's own layout says. */
  async cellPlace(row: number, column: number, size: { rows: number; columns: number }) {
    await this.matrix.scrollIntoViewIfNeeded();
    const box = (await this.matrix.boundingBox())!;
    const width = await this.matrix.evaluate((element) => element.parentElement!.clientWidth);
    const labels = (count: number) => Array.from({ length: count }, (_, i) => String(i));
    const layout = layOutMatrix({
      width,
      rowLabels: labels(size.rows),
      columnLabels: labels(size.columns),
    });
    const cell = cellBox(layout, row * size.columns + column);
    return { x: box.x + cell.x + cell.width / 2, y: box.y + cell.y + cell.height / 2 };
  }

  // ---------------------------------------------------------------- the tensors' table

  get table(): Locator {
    return this.page.getByRole('table', { name: 'Tensors' });
  }

  async search(words: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search tensors' }).fill(words);
    await this.idle();
  }

  /** Rows in sight, each as the texts of its cells. */
  async rows(): Promise<string[][]> {
    const rows = await this.table
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell') })
      .all();
    return Promise.all(rows.map((row) => row.getByRole('cell').allInnerTexts()));
  }

  // ---------------------------------------------------------------- training

  get runs(): Locator {
    return this.page.getByRole('list', { name: 'Runs', exact: true }).getByRole('listitem');
  }

  /** Those that are done. */
  get trainedRuns(): Locator {
    return this.runs.filter({ hasText: 'done ·' });
  }

  // ---------------------------------------------------------------- usage

  trace(label: string): Locator {
    return this.page.getByRole('article', { name: `Trace ${label}`, exact: true });
  }

  /** What a chart says of itself. */
  async sentenceOf(chart: RegExp): Promise<string> {
    return (await this.page.getByRole('img', { name: chart }).first().getAttribute('aria-label'))!;
  }

  /** A figure of the load here, at best and at worst. */
  async loadFigure(label: string): Promise<string[]> {
    const head = this.page.getByRole('rowheader', { name: label });
    return this.page.getByRole('row').filter({ has: head }).first().getByRole('cell').allInnerTexts();
  }

  // ---------------------------------------------------------------- taking away

  /** Copies the link and reads it from the clipboard. */
  async copyLink(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.getByRole('button', { name: 'Copy link' }).click();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The fragment of the link. */
  async fragment(): Promise<string> {
    return new URL(await this.copyLink()).hash;
  }

  async download(
    menu: string,
    item: 'SVG' | 'PNG' | 'CSV' | 'JSON',
  ): Promise<{ name: string; bytes: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.#chooseItem(menu, item)]);
    return { name: download.suggestedFilename(), bytes: await contentOf(download) };
  }

  async #chooseItem(menu: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: menu }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }
}

async function contentOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

async function dispatchDrag(
  session: CDPSession,
  type: 'dragEnter' | 'dragOver' | 'drop',
  files: readonly string[],
): Promise<void> {
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
}
