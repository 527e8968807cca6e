import { describe, expect, it } from 'vitest';
import { tensorEntries } from '../../testing/tensors.ts';
import { regionElements } from '../region.ts';
import type { Structure } from '../structure.ts';
import { structureOf } from './structure-of.ts';

function settings(architecture: string, values: Readonly<Record<string, number>>) {
  const own = Object.entries(values).map(([key, value]) => [`${architecture}.${key}`, value]);
  return { 'general.architecture': architecture, ...Object.fromEntries(own) } as Record<string, unknown>;
}

const attention = { 'token_embd.weight': [100, 64], 'blk.{2}.attn_q.weight': [64, 64] };
const stacks = {
  'blk.{2}.ffn_gate_inp.weight': [4, 64],
  'blk.{2}.ffn_gate_exps.weight': [4, 32, 64],
  'blk.{2}.ffn_up_exps.weight': [4, 32, 64],
  'blk.{2}.ffn_down_exps.weight': [4, 64, 32],
};

const counts = { block_count: 2, expert_count: 4, expert_used_count: 2, embedding_length: 64 };

function rolesOf({ parts }: Structure): Record<string, number> {
  const roles: Record<string, number> = {};
  for (const { role } of parts) roles[role] = (roles[role] ?? 0) + 1;
  return roles;
}

describe('GGUF names', () => {
  it('of a Mixtral are a Mixtral’s: experts cut, top-k by metadata', () => {
    const structure = structureOf({
      tensors: tensorEntries({ ...attention, ...stacks }, { dtype: 'F16' }),
      config: settings('llama', counts),
    });
    expect(structure).toMatchObject({
      family: 'mixtral',
      layers: 2,
      moeLayers: [0, 1],
      expertsPerLayer: 4,
      topK: 2,
      notices: [],
    });
    expect(rolesOf(structure)).toEqual({ expert: 2 * 4 * 3, router: 2, other: 3 });
    const down = structure.parts.find(({ projection, expert }) => projection === 'down' && expert === 3)!;
    expect(down.region).toEqual({ offset: 3 * 64 * 32, dimensions: [{ size: 64 * 32, stride: 1 }] });
  });

  it('of blocks are cut along blocks', () => {
    const structure = structureOf({
      tensors: tensorEntries({ 'blk.{1}.ffn_gate_up_exps.weight': [4, 8, 256] }, { dtype: 'Q4_K' }),
      config: settings('qwen3moe', { expert_count: 4, block_count: 1 }),
    });
    expect(structure.family).toBe('qwen3_moe');
    expect(structure.parts.map(({ expert, projection }) => [expert, projection])).toEqual(
      [0, 1, 2, 3].flatMap((expert) => [
        [expert, 'gate'],
        [expert, 'up'],
      ]),
    );
    expect(structure.parts.every(({ region }) => regionElements(region) === 4 * 256)).toBe(true);
    expect(structure.parts.every(({ region }) => region.offset % 256 === 0)).toBe(true);
  });

  it('from before experts were stacked are read too', () => {
    const structure = structureOf({
      tensors: tensorEntries({
        'blk.{2}.ffn_gate_inp.weight': [8, 64],
        'blk.{2}.ffn_gate.{8}.weight': [32, 64],
        'blk.{2}.ffn_down.{8}.weight': [64, 32],
        'blk.{2}.ffn_up.{8}.weight': [32, 64],
      }),
      config: settings('llama', { expert_count: 8, expert_used_count: 2, block_count: 2 }),
    });
    expect(structure).toMatchObject({ family: 'mixtral', expertsPerLayer: 8, topK: 2 });
    expect(rolesOf(structure)).toEqual({ expert: 2 * 8 * 3, router: 2 });
  });

  it('of DeepSeek-V3 and V2 differ by the bias of the router; predicting layers are told apart', () => {
    const shared = { 'blk.{2}.ffn_down_shexp.weight': [64, 32], 'blk.{1}.nextn.eh_proj.weight': [64, 128] };
    const config = settings('deepseek2', { ...counts, block_count: 3, nextn_predict_layers: 1 });
    const predicting = { 'blk.{2-2}.ffn_norm.weight': [64], 'blk.{2-2}.nextn.eh_proj.weight': [64, 128] };
    const v3 = structureOf({
      tensors: tensorEntries({
        ...stacks,
        'blk.{2}.ffn_down_shexp.weight': shared['blk.{2}.ffn_down_shexp.weight'],
        'blk.{2}.exp_probs_b.bias': [4],
        ...predicting,
      }),
      config,
    });
    expect(v3).toMatchObject({ family: 'deepseek_v3', layers: 3, sharedExperts: 1, notices: [] });
    expect(v3.layerLabels).toEqual(['0', '1', 'mtp 2']);
    const v2 = structureOf({ tensors: tensorEntries(stacks), config: settings('deepseek2', counts) });
    expect(v2.family).toBe('deepseek_v2');
  });

  it('of an architecture that is not known here are experts by pattern', () => {
    const structure = structureOf({
      tensors: tensorEntries(stacks),
      config: settings('moe-of-tomorrow', counts),
    });
    expect(structure).toMatchObject({ family: 'generic', expertsPerLayer: 4, topK: 2 });
    expect(structure.familyName).toContain('moe-of-tomorrow');
    const nameless = structureOf({ tensors: tensorEntries(stacks), config: null });
    expect(nameless).toMatchObject({ family: 'generic', expertsPerLayer: 4, topK: null });
  });

  it('beside a config.json are of the family that it names', () => {
    const config = { model_type: 'olmoe', num_experts: 4, num_experts_per_tok: 3, num_hidden_layers: 2 };
    const structure = structureOf({ tensors: tensorEntries(stacks), config });
    expect(structure).toMatchObject({ family: 'olmoe', topK: 3, expertsPerLayer: 4, notices: [] });
  });

  it('of a dense llama are dense', () => {
    const tensors = tensorEntries({
      ...attention,
      'blk.{2}.ffn_gate.weight': [128, 64],
      'blk.{2}.ffn_up.weight': [128, 64],
      'blk.{2}.ffn_down.weight': [64, 128],
    });
    const structure = structureOf({ tensors, config: settings('llama', { block_count: 2 }) });
    expect(structure).toMatchObject({ family: 'dense', layers: 2, expertsPerLayer: 0, notices: [] });
  });

  it('that disagree with the metadata are believed, and it is said', () => {
    const config = settings('llama', { ...counts, expert_count: 8 });
    const { notices, expertsPerLayer } = structureOf({ tensors: tensorEntries(stacks), config });
    expect(expertsPerLayer).toBe(4);
    expect(notices).toMatchObject([{ code: 'config-disagrees', facts: { key: 'expert_count', config: 8 } }]);
  });
});
