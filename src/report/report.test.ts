// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planCosts } from '../core/pruning/cost-plan.ts';
import type { Measured, Performance } from '../core/pruning/measured.ts';
import type { Action } from '../core/pruning/plan.ts';
import { formatPercent } from '../core/quantity.ts';
import { plannedModel } from '../testing/planned-model.ts';
import { reportColours } from './report-look.ts';
import { reportOfPlan } from './report-of-plan.ts';
import { documentToHtml } from './to-html.ts';
import { documentToMarkdown } from './to-markdown.ts';

const { basis } = plannedModel({ layers: 3, experts: 4 });

const actions: readonly Action[] = [
  {
    kind: 'experts',
    layers: null,
    criterion: 'weight-norm',
    seed: 1,
    amount: { kind: 'each-layer', keep: 3 },
  },
  {
    kind: 'weights',
    scope: { layers: null, projection: null },
    per: 'all',
    amount: { kind: 'keep', fraction: 0.5 },
  },
];

const performance: Performance = {
  accuracy: 0.875,
  loss: 0.5,
  classAccuracy: [],
  load: [],
  droppedShare: 0,
  expertsPerSample: 1,
};
const measured: Measured = {
  on: 'whole',
  samples: 1000,
  before: { ...performance, accuracy: 0.9321 },
  after: performance,
  divergence: 0.01,
  agreement: 0.96,
};

function report(name = 'Half', link: string | null = 'https://example.com/#v=1&plans=x') {
  const plan = { name, actions };
  const costs = planCosts(basis, plan);
  return { costs, document: reportOfPlan({ basis, plan, name, costs, measured, link }) };
}

function htmlOf(name?: string): { text: string; page: Document } {
  const text = documentToHtml(report(name).document);
  return { text, page: new DOMParser().parseFromString(text, 'text/html') };
}

function tablesOf(page: Document): string[][][] {
  return [...page.querySelectorAll('table')].map((table) =>
    [...table.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
  );
}

describe('a report in HTML', () => {
  it('has the figures of the plan, those that were measured, and a row for each layer', () => {
    const { page } = htmlOf();
    const { kept, keepLists } = report().costs;
    const tables = tablesOf(page);
    const figures = new Map(tables[0]!.map(([name, ...rest]) => [name, rest]));
    expect(figures.get('Mass kept')![1]).toBe(formatPercent(kept.mass.value));
    expect(figures.get('Parameters')!.at(-1)).toBe('exact');
    expect(figures.get('Mass kept')!.at(-1)).toMatch(/^(exact|bounded: between .* and .*)$/);
    expect(tables.flat()).toContainEqual(['Accuracy', '93.21 %', '87.50 %']);
    const layers = tables.at(-1)!;
    expect(layers).toHaveLength(3);
    expect(layers[1]!.slice(0, 2)).toEqual(['1', `${keepLists.get(1)!.length} of 4`]);
    expect(layers[1]![3]).toBe(formatPercent(kept.layers[1]!.mass.value));
  });

  it('has the actions in order, and says what their criterion is and where it comes from', () => {
    const { page } = htmlOf();
    const steps = [...page.querySelectorAll('ol li')].map(({ textContent }) => textContent);
    expect(steps).toEqual(['Keep 3 experts a layer by weight norm', 'Keep 50.0 % of the weights']);
    expect([...page.querySelectorAll('dt')].map(({ textContent }) => textContent)).toContain('Weight norm');
  });

  it('asks nobody for anything, and runs nothing', () => {
    const { text, page } = htmlOf();
    expect(page.querySelectorAll('script, link, img, iframe, object, embed, video, audio')).toHaveLength(0);
    expect(text).not.toMatch(/@import|url\(/);
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute('content');
    expect(policy).toContain("default-src 'none'");
    const addresses = [...page.querySelectorAll('[href], [src]')].map((element) =>
      element.getAttribute('href'),
    );
    expect(addresses).toContain('https://example.com/#v=1&plans=x');
  });

  it('draws its charts in it, in colours that follow the theme', () => {
    const { page } = htmlOf();
    const charts = [...page.querySelectorAll('figure svg')];
    expect(charts.length).toBeGreaterThanOrEqual(2);
    for (const chart of charts) {
      expect(chart.querySelector('title')!.textContent.length).toBeGreaterThan(20);
      expect(chart.outerHTML).not.toMatch(/(?:fill|stroke)="(?:#|rgb)/);
    }
  });

  it('takes no name for markup', () => {
    const { page } = htmlOf('<img src=x onerror=alert(1)> & "co"');
    expect(page.querySelectorAll('img')).toHaveLength(0);
    expect(page.querySelector('h1')!.textContent).toContain('<img src=x onerror=alert(1)> & "co"');
  });

  it('has a link only where it leads to a page', () => {
    const { document } = report('Half', 'javascript:alert(1)');
    expect(documentToHtml(document)).not.toContain('href="javascript');
  });
});

describe('a report in Markdown', () => {
  it('has the same tables', () => {
    const { page } = htmlOf();
    const lines = documentToMarkdown(report().document).split('\n');
    const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    const cells = rows.map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.replaceAll('\\', '')),
    );
    for (const row of tablesOf(page).flat()) expect(cells).toContainEqual(row);
  });

  it('takes no name for markup', () => {
    const text = documentToMarkdown(report('[x](y) | *z* <b>').document);
    expect(text.split('\n')[0]).toContain('\\[x\\](y) \\| \\*z\\* \\<b\\>');
  });
});

describe('the colours of a report', () => {
  it('are those of the page', () => {
    const tokens = readFileSync(resolve('src/ui/look/tokens.css'), 'utf8');
    for (const [token, [light, dark]] of Object.entries(reportColours))
      expect(tokens).toContain(`${token}: light-dark(${light}, ${dark});`);
  });
});
