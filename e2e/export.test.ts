/** What is taken away: pictures that stand alone, and numbers that are right. */
import type { App } from './app.ts';
import { heavyTailed, mixtral, valuesOf, writeSingle } from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, ownFolder, test } from './test.ts';

const model = mixtral({ layers: 3, experts: 4, draw: heavyTailed });
const ranked = new Ranked(valuesOf(model, 'experts.'));

async function openModel(app: App): Promise<void> {
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
}

/** Width and height of a PNG, from its first chunk. */
function pngSize(bytes: Buffer): [number, number] {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** Elements of an SVG by name, parsed as strictly as any drawing program would. */
async function parseSvg(app: App, svg: string) {
  return app.page.evaluate((text) => {
    const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml');
    const count = (name: string) => root.getElementsByTagName(name).length;
    return {
      root: root.tagName,
      size: [root.getAttribute('width'), root.getAttribute('height')],
      title: root.querySelector('title')?.textContent ?? '',
      paths: count('path'),
      rects: count('rect'),
      errors: count('parsererror'),
    };
  }, svg);
}

/** RFC 4180, as far as it is written here: quoted texts hold no line ends. */
function parseCsv(bytes: Buffer): Record<string, string>[] {
  const [head, ...lines] = bytes.toString().trimEnd().split('\r\n').map(cellsOf);
  return lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [head![i]!, cell])));
}

function cellsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
  );
}

for (const theme of ['light', 'dark'] as const) {
  test(`the curve as a picture, in the ${theme} theme`, async ({ app }) => {
    await app.useTheme(theme);
    await openModel(app);
    const { name, bytes } = await app.download('Export the curve', 'SVG');
    const svg = bytes.toString();
    expect(name).toBe('sparsity-curve.svg');
    expect(svg).not.toContain('var(');
    expect(await parseSvg(app, svg)).toMatchObject({
      root: 'svg',
      size: ['960', '600'],
      title: await app.sentence(),
      errors: 0,
    });
    const png = await app.download('Export the curve', 'PNG');
    expect(png.name).toBe('sparsity-curve.png');
    expect(pngSize(png.bytes)).toEqual([1920, 1200]);
  });
}

test('the curve as numbers', async ({ app }) => {
  await openModel(app);
  const csv = parseCsv((await app.download('Export the curve', 'CSV')).bytes);
  expect(csv.length).toBeGreaterThan(50);
  for (const row of csv) {
    const kept = Number(row.kept_fraction);
    expect(row.curve).toBe('All experts');
    expect(Number(row.mass_fraction)).toBeCloseTo(ranked.massAt(kept), 9);
    expect(Number(row.energy_fraction)).toBeCloseTo(ranked.energyAt(kept), 9);
  }
  expect(Number(csv.at(-1)!.mass)).toBeCloseTo(ranked.mass, 6);
  expect(Number(csv.at(-1)!.kept_weights)).toBe(ranked.count);

  const { bytes } = await app.download('Export the curve', 'JSON');
  const { curves } = JSON.parse(bytes.toString()) as {
    curves: {
      label: string;
      weights: number;
      isEstimate: boolean;
      points: { keptFraction: number; massFraction: number }[];
    }[];
  };
  expect(curves).toHaveLength(1);
  expect(curves[0]).toMatchObject({ label: 'All experts', weights: ranked.count, isEstimate: false });
  for (const { keptFraction, massFraction } of curves[0]!.points) {
    expect(massFraction).toBeCloseTo(ranked.massAt(keptFraction), 9);
  }
});

test('the matrix as a picture and as numbers', async ({ app }) => {
  await openModel(app);
  const svg = (await app.download('Export the matrix', 'SVG')).bytes.toString();
  expect(svg).not.toContain('var(');
  const { rects, size, errors } = await parseSvg(app, svg);
  expect(errors).toBe(0);
  expect(rects).toBe(1 + 3 * 4);
  const [width, height] = pngSize((await app.download('Export the matrix', 'PNG')).bytes);
  expect([width / 2, height / 2].map(String)).toEqual(size);

  const csv = parseCsv((await app.download('Export the matrix', 'CSV')).bytes);
  expect(csv.map(({ layer }) => layer)).toEqual(['0', '1', '2']);
  const { bytes } = await app.download('Export the matrix', 'JSON');
  const json = JSON.parse(bytes.toString()) as { measure: string; rows: { values: number[] }[] };
  expect(json.measure).toBe('Gini coefficient');
  for (const [layer, row] of csv.entries()) {
    for (let expert = 0; expert < 4; expert++) {
      const { gini } = new Ranked(valuesOf(model, `layers.${layer}.`, `experts.${expert}.`));
      expect(Number(row[String(expert)])).toBeCloseTo(gini, 3);
      expect(json.rows[layer]!.values[expert]).toBe(Number(row[String(expert)]));
    }
  }
});

test('the table, as it is searched and sorted', async ({ app }) => {
  await openModel(app);
  await app.showTab('Tensors');
  await app.search('expert down');
  await app.table.getByRole('columnheader', { name: 'Max |w|' }).getByRole('button').click();
  await app.idle();
  const { name, bytes } = await app.download('Export the table', 'CSV');
  expect(name).toBe('mixtral-tensors.csv');
  const rows = parseCsv(bytes);
  expect(rows).toHaveLength(12);
  const largest = rows.map(({ max }) => Number(max));
  expect(largest).toEqual(largest.toSorted((a, b) => b - a));
  const matrix = model.matrices.find((one) => one.name === rows[0]!.name)!;
  const own = new Ranked([matrix.values]);
  expect(largest[0]).toBeCloseTo(own.magnitudeAt(0), 6);
  expect(Number(rows[0]!.gini)).toBeCloseTo(own.gini, 3);
  expect(Number(rows[0]!.parameters)).toBe(own.count);

  const json = JSON.parse((await app.download('Export the table', 'JSON')).bytes.toString()) as {
    name: string;
  }[];
  expect(json.map((row) => row.name)).toEqual(rows.map((row) => row.name));
});
