import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../checkpoint.ts';
import { configNames, readConfig } from './config.ts';

describe('readConfig', () => {
  it.each<[string, ModelConfig | null, ReturnType<typeof readConfig>]>([
    ['nothing', null, null],
    ['a key', { num_experts: 64 }, { key: 'num_experts', value: 64 }],
    ['a path', { ffn_config: { moe_num_experts: 16 } }, { key: 'ffn_config.moe_num_experts', value: 16 }],
    ['nested settings', { text_config: { num_local_experts: 8 } }, { key: 'num_local_experts', value: 8 }],
    [
      'settings nested twice',
      { thinker_config: { text_config: { num_experts: 128 } } },
      { key: 'num_experts', value: 128 },
    ],
    [
      'the outermost first',
      { n_routed_experts: 4, text_config: { num_local_experts: 8 } },
      { key: 'n_routed_experts', value: 4 },
    ],
    ['a list a layer', { num_experts: [1, 16, 64] }, { key: 'num_experts', value: 64 }],
    ['zero', { num_experts: 0 }, { key: 'num_experts', value: 0 }],
    ['an empty list', { num_experts: [] }, null],
    ['a list that is not of numbers', { num_experts: [8, 'x'] }, null],
    ['counts for text and images', { moe_num_experts: [64, 64] }, { key: 'moe_num_experts', value: 128 }],
    ['text', { num_experts: '64' }, null],
    ['a negative number', { num_experts: -1 }, null],
    ['a fraction', { num_experts: 1.5 }, null],
    ['a number beyond exactness', { num_experts: 1e300 }, null],
    ['what objects inherit', { ffn_config: 'text', text_config: null }, null],
  ])('reads %s', (_, config, expected) => {
    expect(readConfig(config, 'experts')).toEqual(expected);
  });
});

describe('configNames', () => {
  it('collects names, outermost first, and nothing else', () => {
    expect(
      configNames({
        model_type: 'kimi_vl',
        architectures: ['A', 3, 'B'],
        text_config: { model_type: 'deepseek_v3', architectures: 'C' },
      }),
    ).toEqual({ modelTypes: ['kimi_vl', 'deepseek_v3'], architectures: ['A', 'B', 'C'] });
    expect(configNames(null)).toEqual({ modelTypes: [], architectures: [] });
  });
});
