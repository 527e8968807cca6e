import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstLoad, latinFonts, laterLoads, misplacedModules, weigh } from './first-load.mjs';

const folder = mkdtempSync(join(tmpdir(), 'moe-scope-test-'));
const build = {
  'index.html':
    '<link rel="icon" href="./icon.svg"><script type="module" src="./assets/main-1.js"></script>' +
    '<link rel="stylesheet" href="./assets/main-1.css"><a href="https://example.org/">',
  'icon.svg': '<svg/>',
  'assets/main-1.js': 'main',
  'assets/main-1.css':
    '@font-face{src:url(./latin-1.woff2)format("woff2");unicode-range:U+0000-00FF,U+2122}' +
    '@font-face{src:url(./greek-1.woff2);unicode-range:U+0370-03FF}',
  'assets/latin-1.woff2': 'latin',
  'assets/greek-1.woff2': 'greek',
  'assets/shared-1.js': 'shared',
  'assets/deep-1.js': 'deep',
  'assets/panel-1.js': 'panel',
  'assets/scan.worker-1.js': 'worker',
  'samples/index.json': '[]',
  '.vite/manifest.json': JSON.stringify({
    'index.html': {
      file: 'assets/main-1.js',
      isEntry: true,
      imports: ['_shared'],
      css: ['assets/main-1.css'],
    },
    _shared: { file: 'assets/shared-1.js', imports: ['_deep'] },
    _deep: { file: 'assets/deep-1.js', imports: ['_shared'] },
    'src/panel.tsx': { file: 'assets/panel-1.js', imports: ['_shared'] },
  }),
};

beforeAll(() => {
  for (const [path, text] of Object.entries(build)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the first load', () => {
  it('is the page with all that it brings, and no more', () => {
    expect(firstLoad(folder)).toEqual([
      'assets/deep-1.js',
      'assets/latin-1.woff2',
      'assets/main-1.css',
      'assets/main-1.js',
      'assets/shared-1.js',
      'icon.svg',
      'index.html',
      'samples/index.json',
    ]);
  });

  it('leaves the rest for later', () => {
    expect(laterLoads(folder, firstLoad(folder))).toEqual({
      workers: ['assets/scan.worker-1.js'],
      lazy: ['assets/panel-1.js'],
    });
  });

  it('is weighed as it is sent, the heaviest first', () => {
    const [first, second] = weigh(folder, ['icon.svg', 'index.html']);
    expect(first?.file).toBe('index.html');
    expect(first?.byteLength).toBeLessThan(build['index.html'].length);
    // 6 bytes stored, in gzip's envelope of 20.
    expect(second).toEqual({ file: 'icon.svg', byteLength: 26 });
  });
});

describe('latinFonts', () => {
  it.each([
    ['unicode-range:U+0000-00FF', 1],
    ['unicode-range:U+0-FF,U+131', 1],
    ['unicode-range:U+00??,U+0131', 1],
    ['font-weight:400', 1],
    ['unicode-range:U+0100-02BA', 0],
    ['unicode-range:U+1F00-1FFF', 0],
  ])('of a face with %s', (rule, count) => {
    expect(latinFonts(`@font-face{${rule};src:url("./a.woff2")}`, 'assets/main.css')).toHaveLength(count);
  });
});

it('finds what belongs in a worker', () => {
  const modules = [
    'src/main.tsx',
    'src/workers/pool.ts',
    'src/formats/open.ts',
    'node_modules/@tensorflow/tfjs-core/ops.js',
  ];
  expect(misplacedModules({ 'assets/main.js': modules })).toEqual([
    'assets/main.js of the page contains src/formats/open.ts, which belongs in a worker',
    'assets/main.js of the page contains node_modules/@tensorflow/tfjs-core/ops.js, which belongs in a worker',
  ]);
});
