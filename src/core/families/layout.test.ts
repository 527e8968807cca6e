import { describe, expect, it } from 'vitest';
import { defineLayout } from './layout.ts';

const keysOf = (name: string, more = {}) => [
  ...defineLayout('test', [{ role: 'expert', name, ...more }]).matches.keys(),
];

describe('defineLayout', () => {
  it('expands a name into plain strings', () => {
    expect(keysOf('mlp.gate')).toEqual(['mlp.gate']);
    expect(keysOf('{mlp|ffn}.{a|b}.x')).toEqual(['mlp.a.x', 'mlp.b.x', 'ffn.a.x', 'ffn.b.x']);
    expect(keysOf('experts.{expert}.{proj}', { projections: { w1: 'gate', w2: 'down' } })).toEqual([
      'experts.#.w1',
      'experts.#.w2',
    ]);
  });

  it('knows which number is the expert, and each word’s projection', () => {
    const { matches } = defineLayout('test', [
      { role: 'expert', name: 'layer.{n}.expert_{expert}.{proj}', projections: { wi: 'up', wo: 'down' } },
      { role: 'router', name: 'layer.{n}.router' },
    ]);
    expect(matches.get('layer.#.expert_#.wo')).toMatchObject({ expertAt: 1, projection: 'down' });
    expect(matches.get('layer.#.router')).toMatchObject({ expertAt: -1, projection: null });
  });
});
