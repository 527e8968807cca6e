import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './root.mjs';

it('lets nothing but the command line speak on stdout, and hands its exit code on', () => {
  const script = join(root, 'scripts', 'cli.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/usage/i);
});
