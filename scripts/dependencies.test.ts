import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkNode, isInstalled } from './dependencies.mjs';

describe('checkNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('lets %s pass', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  it.each(['20.18.9', '18.20.4', '8.0.0'])('says what to do about %s', (version) => {
    expect(() => checkNode(version)).toThrow(`needs Node 20.19 or newer; this is ${version}`);
  });
});

describe('isInstalled', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/of-another-platform': { version: '1.0.0', integrity: 'sha512-o', optional: true },
  };
  const { 'node_modules/a': a } = wanted;
  let checkout = '';

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'moe-scope-test-'));
    mkdirSync(join(checkout, 'node_modules'));
    write('package-lock.json', wanted);
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  function write(path: string, packages: object): void {
    writeFileSync(join(checkout, path), JSON.stringify({ packages }));
  }

  it('accepts what npm says it installed, less what belongs to other platforms', () => {
    write('node_modules/.package-lock.json', { 'node_modules/a': a });
    expect(isInstalled(checkout)).toBe(true);
  });

  it.each([
    ['a package is missing', {}],
    ['a version is another', { 'node_modules/a': { ...a, version: '1.0.1' } }],
    ['the content is another', { 'node_modules/a': { ...a, integrity: 'sha512-b' } }],
  ])('asks for an install when %s', (_, present) => {
    write('node_modules/.package-lock.json', present);
    expect(isInstalled(checkout)).toBe(false);
  });

  it('asks for an install when the last one was interrupted', () => {
    expect(isInstalled(checkout)).toBe(false);
  });

  it('refuses a checkout without a lock file', () => {
    rmSync(join(checkout, 'package-lock.json'));
    expect(() => isInstalled(checkout)).toThrow('package-lock.json is missing');
  });
});
