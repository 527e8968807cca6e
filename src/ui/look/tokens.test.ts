import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { colourDistance, contrastRatio, parseHex, type Vision } from '../../testing/colour.ts';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** Every colour token of a theme, as it stands in the style sheet. */
const colours: Readonly<Record<Theme, ReadonlyMap<string, string>>> = {
  light: readColours(1),
  dark: readColours(2),
};

function readColours(side: 1 | 2): Map<string, string> {
  const pattern = /^\s*--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/gm;
  return new Map([...css.matchAll(pattern)].map((match) => [match[1]!, match[side + 1]!]));
}

function colour(theme: Theme, token: string) {
  const hex = colours[theme].get(token);
  if (hex === undefined) throw new Error(`--${token} is no colour of tokens.css`);
  return parseHex(hex);
}

const surfaces = ['sunken', 'canvas', 'surface', 'raised', 'hover'];
const tones = ['danger', 'warning', 'success', 'estimate', 'accent'];

/** Text on ground: 4.5 for any size of text (WCAG 1.4.3). */
const textPairs: (readonly [string, string])[] = [
  ...['ink', 'ink-muted', 'ink-faint', 'accent-ink', 'danger-ink'].flatMap((ink) =>
    surfaces.map((surface) => [ink, surface] as const),
  ),
  ...tones.flatMap((tone) =>
    [`${tone}-ink`, 'ink', 'ink-muted'].map((ink) => [ink, `${tone}-wash`] as const),
  ),
  ...['surface', 'canvas', 'raised'].map((surface) => ['estimate-ink', surface] as const),
  ...['accent', 'accent-hover', 'accent-pressed', 'danger', 'danger-hover'].map(
    (solid) => ['on-solid', solid] as const,
  ),
  ['ink', 'pressed'],
  ['ink-muted', 'pressed'],
  ['ink', 'knob'],
  ['ink-muted', 'track'],
  ['ink-inverse', 'inverse'],
  ['ink-faint', 'accent-wash'],
];

/** What has to be seen to be used, beside its ground: 3 (WCAG 1.4.11). */
const shapePairs: (readonly [string, string])[] = [
  ...['canvas', 'surface', 'raised'].flatMap((surface) =>
    ['line-control', 'focus', 'accent-ink'].map((shape) => [shape, surface] as const),
  ),
  ...['line-control', 'accent'].flatMap((shape) => [[shape, 'surface'] as const]),
  ...Array.from({ length: 8 }, (_, index) => [`series-${index + 1}`, 'surface'] as const),
];

describe.each(themes)('the tokens of the %s theme', (theme) => {
  it.each(textPairs)('let %s be read on %s', (ink, ground) => {
    expect(contrastRatio(colour(theme, ink), colour(theme, ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapePairs)('let %s be seen on %s', (shape, ground) => {
    expect(contrastRatio(colour(theme, shape), colour(theme, ground))).toBeGreaterThanOrEqual(3);
  });

  const visions: Vision[] = ['normal', 'protan', 'deutan', 'tritan'];
  it.each(visions)('keep the eight series apart for %s eyes, the first four farther', (vision) => {
    expect(closest(theme, 8, vision)).toBeGreaterThanOrEqual(9);
    expect(closest(theme, 4, vision)).toBeGreaterThanOrEqual(13.5);
  });
});

/** The distance of the two most similar among the first `count` series. */
function closest(theme: Theme, count: number, vision: Vision): number {
  const series = Array.from({ length: count }, (_, index) => colour(theme, `series-${index + 1}`));
  const distances = series.flatMap((one, index) =>
    series.slice(index + 1).map((other) => colourDistance(one, other, vision)),
  );
  return Math.min(...distances);
}

it('judges colour as the standards do', () => {
  expect(contrastRatio(parseHex('#000000'), parseHex('#ffffff'))).toBeCloseTo(21, 10);
  expect(contrastRatio(parseHex('#777777'), parseHex('#ffffff'))).toBeCloseTo(4.48, 2);
  expect(colourDistance(parseHex('#000000'), parseHex('#ffffff'), 'normal')).toBeCloseTo(100, 4);
  // A red and a green that differ for most eyes, and hardly for these.
  const [red, green] = [parseHex('#b35806'), parseHex('#6b7d00')];
  expect(colourDistance(red, green, 'normal')).toBeGreaterThan(3 * colourDistance(red, green, 'deutan'));
});

it('defines every custom property that a style sheet uses', () => {
  const ui = fileURLToPath(new URL('..', import.meta.url));
  const texts = readdirSync(ui, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(css|tsx)$/.test(path))
    .map((path) => readFileSync(join(ui, path), 'utf8'));
  const all = texts.join('\n');
  const used = new Set([...all.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]!));
  const set = new Set([...all.matchAll(/(--[\w-]+)'?:/g)].map((match) => match[1]!));
  expect([...used].filter((name) => !set.has(name))).toEqual([]);
});
