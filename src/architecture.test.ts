import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  checkFileNames,
  checkFloors,
  checkTypes,
  checkWorkers,
  findCycles,
  packageOf,
  type FloorPlan,
} from './testing/architecture.ts';
import { checkText } from './testing/committed-text.ts';
import { parseModule } from './testing/modules.ts';
import { checkPackage, type PackageManifest } from './testing/package-rules.ts';

/** The floor plan of src/: which floor may import which, and which packages. Nothing else may be imported. */
const plan: FloorPlan = {
  floors: {
    main: {
      floors: ['core', 'state', 'ui', 'views'],
      packages: ['react', 'react-dom', '@tanstack/react-query', '@fontsource-variable/inter'],
    },
    core: { floors: [], packages: [] },
    formats: { floors: ['core'], packages: ['@noble/hashes', 'hyparquet'] },
    scan: { floors: ['core', 'formats'], packages: [] },
    training: {
      floors: ['core'],
      packages: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-backend-webgpu',
      ],
    },
    workers: { floors: ['core'], workerFloors: ['formats', 'scan', 'training'], packages: [] },
    state: { floors: ['core', 'workers'], packages: ['zustand', '@tanstack/react-query', 'idb-keyval'] },
    charts: { floors: ['core'], packages: ['d3'] },
    report: { floors: ['core', 'charts'], packages: [] },
    ui: {
      floors: [],
      packages: ['react', 'react-dom', 'lucide-react'],
    },
    views: {
      floors: ['core', 'state', 'charts', 'report', 'ui'],
      packages: ['react', '@tanstack/react-query', '@tanstack/react-virtual', 'zustand', 'lucide-react'],
    },
    // A page for development alone: it shows what charts and widgets look like, and nothing imports it.
    gallery: { floors: ['core', 'charts', 'ui'], packages: ['react', 'react-dom', 'lucide-react'] },
    cli: { floors: ['core', 'formats', 'scan', 'training', 'report'], packages: [], isNode: true },
    testing: {
      floors: ['core', 'formats', 'scan', 'training'],
      packages: [
        'vitest',
        'fast-check',
        'typescript',
        'ajv',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
      ],
      isNode: true,
    },
  },
  tests: {
    // Reading by path is Node's alone, so it lives in cli; it is held to one contract with all other sources.
    floors: ['testing', 'cli'],
    packages: ['vitest', 'fast-check', '@testing-library/react'],
    isNode: true,
  },
};

const root = fileURLToPath(new URL('../', import.meta.url));

const tracked = listFiles();

describe.skipIf(tracked.length === 0)('the checkout (skipped where git does not know its files)', () => {
  const inSource = new Set(tracked.filter((path) => path.startsWith('src/')));
  const modules = [...inSource]
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => parseModule(path, read(path)));

  it('imports nothing outside the floor plan', () => {
    expect(checkFloors(modules, inSource, plan)).toEqual([]);
  });

  it('starts workers in one place', () => {
    expect(checkWorkers(modules)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(findCycles(modules)).toEqual([]);
  });

  it('names every file by its idea', () => {
    expect(checkFileNames(tracked)).toEqual([]);
  });

  it('gives up on no type', () => {
    const typed = tracked.filter((path) => /\.tsx?$/.test(path));
    expect(checkTypes(typed.map((path) => parseModule(path, read(path))))).toEqual([]);
  });

  it('silences no tool, and names no registry nor machine', () => {
    const texts = tracked.filter((path) =>
      /\.(ts|tsx|js|mjs|css|html|json|md|ya?ml|svg)$|(^|\/)[^.]+$/.test(path),
    );
    expect(texts.flatMap((path) => checkText(path, read(path)))).toEqual([]);
  });

  it('has a sane package.json, with every package that src/ uses', () => {
    const manifest = JSON.parse(read('package.json')) as PackageManifest;
    expect(checkPackage(manifest, new Set(tracked))).toEqual([]);
    const known = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const used = modules.flatMap(({ imports }) => imports.map(({ specifier }) => specifier));
    const foreign = used.filter((specifier) => !/^\.|^node:/.test(specifier)).map(packageOf);
    expect([...new Set(foreign)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

/** Each row is a small checkout with one fault, and the line that must name it. */
describe('the rules find', () => {
  const floorFaults: [string, Record<string, string>, string][] = [
    [
      'a floor that is not below',
      { 'src/core/a.ts': "import { b } from '../formats/b.ts';", 'src/formats/b.ts': '' },
      'src/core/a.ts:1 imports ../formats/b.ts: core may not import formats',
    ],
    [
      'a type from a floor that is not below',
      { 'src/charts/a.ts': "\nexport type { B } from '../state/b.ts';", 'src/state/b.ts': '' },
      'src/charts/a.ts:2 imports ../state/b.ts: charts may not import state',
    ],
    [
      'an import() hidden in a function',
      { 'src/views/A.tsx': "const a = () => import('../scan/b.ts');", 'src/scan/b.ts': '' },
      'src/views/A.tsx:1 imports ../scan/b.ts: views may not import scan',
    ],
    [
      'a reader outside a worker module',
      { 'src/workers/a.ts': "import { b } from '../scan/b.ts';", 'src/scan/b.ts': '' },
      'src/workers/a.ts:1 imports ../scan/b.ts: workers imports scan only from *.worker.ts, or as a type',
    ],
    [
      'an inline type import, which still runs the module',
      { 'src/workers/a.ts': "import { type B } from '../scan/b.ts';", 'src/scan/b.ts': '' },
      'src/workers/a.ts:1 imports ../scan/b.ts: workers imports scan only from *.worker.ts, or as a type',
    ],
    [
      'a package of another floor',
      { 'src/core/a.ts': "import { z } from 'zod/mini';" },
      'src/core/a.ts:1 imports zod/mini: this floor may not use the package zod',
    ],
    [
      'Node where there is none',
      { 'src/formats/a.ts': "import { readFile } from 'node:fs';" },
      'src/formats/a.ts:1 imports node:fs: this floor also runs where there is no Node',
    ],
    [
      'test gear in the product',
      { 'src/core/a.ts': "import '../testing/b.ts';", 'src/testing/b.ts': '' },
      'src/core/a.ts:1 imports ../testing/b.ts: core may not import testing',
    ],
    [
      'a missing extension',
      { 'src/core/a.ts': "import './b';", 'src/core/b.ts': '' },
      'src/core/a.ts:1 imports ./b: there is no such file under src/ (the extension is part of its name)',
    ],
    [
      'a way out of src/',
      { 'src/core/a.ts': "import '../../scripts/b.mjs';" },
      'src/core/a.ts:1 imports ../../scripts/b.mjs: there is no such file under src/ (the extension is part of its name)',
    ],
    [
      'a folder that nobody planned',
      { 'src/shared/a.ts': "import './b.ts';", 'src/shared/b.ts': '' },
      'src/shared is no floor of the plan',
    ],
  ];
  it.each(floorFaults)('%s', (_, texts, line) => {
    expect(checkFloors(parseAll(texts), new Set(Object.keys(texts)), plan)).toEqual([line]);
  });

  it('nothing wrong with what the plan allows', () => {
    const texts = {
      'src/core/b.ts': '',
      'src/scan/b.ts': "import '../formats/b.ts';",
      'src/formats/b.ts': "import type { B } from '../core/b.ts';",
      'src/workers/a.worker.ts': "import '../scan/b.ts';",
      'src/workers/a.ts':
        "import type { B } from '../scan/b.ts'; new Worker(new URL('./a.worker.ts', import.meta.url));",
      'src/workers/a.test.ts': "import '../scan/b.ts'; import { it } from 'vitest'; import 'node:fs';",
      'src/views/A.tsx': "import { useMemo } from 'react'; import './A.module.css';",
      'src/views/A.module.css': '',
    };
    const modules = parseAll(texts);
    expect(checkFloors(modules, new Set(Object.keys(texts)), plan)).toEqual([]);
    expect(checkWorkers(modules)).toEqual([]);
    expect(findCycles(modules)).toEqual([]);
    expect(checkFileNames(Object.keys(texts))).toEqual([]);
  });

  it('a type given up, but not the word', () => {
    const texts = { 'e2e/a.ts': '// Served as any host would.\nopen(file as any);\nlet all: any[];' };
    expect(checkTypes(parseAll(texts))).toEqual([
      'e2e/a.ts:2 gives up on a type',
      'e2e/a.ts:3 gives up on a type',
    ]);
  });

  it('workers made elsewhere', () => {
    const texts = { 'src/state/a.ts': "import B from './b.ts?worker';\nnew Worker('c.js');" };
    expect(checkWorkers(parseAll(texts))).toEqual([
      'src/state/a.ts:2 constructs a worker, which only src/workers may do',
      'src/state/a.ts:1 imports ./b.ts as a worker, which only src/workers may do',
    ]);
  });

  it('a cycle, once', () => {
    const texts = {
      'src/core/a.ts': "import './b.ts';",
      'src/core/b.ts': "import type { C } from './c.ts';",
      'src/core/c.ts': "export * from './a.ts';",
      'src/core/d.ts': "import './a.ts';",
    };
    expect(findCycles(parseAll(texts))).toEqual([
      'src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts',
    ]);
  });

  it.each([
    ['src/core/utils.ts', '"utils" names no idea'],
    ['src/helpers/a.ts', '"helpers" names no idea'],
    ['src/core/types.ts', '"types" names no idea'],
    ['src/core/openFile.ts', 'a file like this is named in kebab-case'],
    ['src/views/drop-target.tsx', 'a file like this is named in PascalCase'],
    ['src/views/dropTarget.module.css', 'a file like this is named in PascalCase or kebab-case'],
  ])('the name of %s', (path, reason) => {
    expect(checkFileNames([path])).toEqual([`${path}: ${reason}`]);
  });

  // Each text is cut in two, lest it be found in this file.
  it.each([
    ['// eslint-dis', 'able-next-line', 'switches a lint rule off'],
    ['// @ts-ig', 'nore', 'silences the compiler'],
    ['// @ts-expect-', 'error', 'silences the compiler'],
    ['const all = import.meta.gl', "ob('./*.ts')", 'registries are explicit lists'],
    ['"https://registry.np', 'mjs.org/react"', 'names a package registry'],
    ["const home = '/ho", "me/someone/file'", 'names a path of one machine'],
  ])('%s%s', (start, end, reason) => {
    expect(checkText('src/core/a.ts', `fine\n${start}${end}\n`)).toEqual([`src/core/a.ts:2 ${reason}`]);
  });

  it('a package.json that promises other than it should', () => {
    const manifest = {
      license: 'ISC',
      private: true,
      type: 'module',
      engines: { node: '>=18' },
      scripts: { start: 'node scripts/gone.mjs --fast' },
      dependencies: { react: '^19.0.0' },
    };
    expect(checkPackage(manifest, new Set())).toEqual([
      'package.json: license is not MIT',
      'package.json: engines.node is not >=20.19',
      'package.json: react ^19.0.0 is no exact version',
      'package.json: there is no scripts/gone.mjs',
    ]);
  });
});

/** What git holds, or would with the next `git add`, less what has been deleted; nothing in an unpacked archive. */
function listFiles(): string[] {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = spawnSync('git', options, { cwd: root, encoding: 'utf8' });
  return (stdout || '').split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function parseAll(texts: Readonly<Record<string, string>>) {
  return Object.entries(texts).map(([path, text]) => parseModule(path, text));
}
