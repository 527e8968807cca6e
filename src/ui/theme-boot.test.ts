import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { themeBootScript } from './theme.ts';

const root = new URL('../../', import.meta.url);
const pages = readdirSync(root).filter((name) => name.endsWith('.html'));

it.each(pages)('%s applies the theme before its first paint', (page) => {
  const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
  const text = flat(readFileSync(new URL(page, root), 'utf8'));
  const script = text.indexOf(`<script>${flat(themeBootScript)}</script>`);
  expect(script).toBeGreaterThan(0);
  expect(text).toContain('<meta name="color-scheme" content="light dark" />');
  expect(text.slice(0, script)).not.toMatch(/rel="stylesheet"|type="module"/);
});
