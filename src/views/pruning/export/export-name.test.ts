import { describe, expect, it } from 'vitest';
import { exportName } from './export-name.ts';

describe('the name of a pruned checkpoint', () => {
  it.each([
    ['Mixtral-8x7B', 'Mixtral-8x7B-pruned'],
    ['model.safetensors', 'model-pruned'],
    ['model.safetensors.index.json', 'model.safetensors-pruned'],
    ['Qwen/Qwen3 30B', 'Qwen-Qwen3 30B-pruned'],
    ['..\\..\\etc/passwd', 'etc-passwd-pruned'],
    ['CON: <a>|?*\u0000', 'CON- -a-pruned'],
    ['…', '…-pruned'],
    ['', 'model-pruned'],
    ['x'.repeat(300), `${'x'.repeat(80)}-pruned`],
  ])('of %j is %j', (name, expected) => {
    expect(exportName(name)).toBe(expected);
  });
});
