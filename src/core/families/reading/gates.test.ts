import { describe, expect, it } from 'vitest';
import { tensorEntries } from '../../../testing/tensors.ts';
import { structureOf } from '../structure-of.ts';

function projectionsOf(shapes: Readonly<Record<string, readonly number[]>>) {
  const { parts } = structureOf({ tensors: tensorEntries(shapes), config: null });
  const experts = parts.filter(({ role, layer }) => role === 'expert' && layer === 0);
  return [...new Set(experts.map(({ projection }) => projection))];
}

const router = { 'decoder.layers.0.mlp.router.weight': [2, 4] };

describe('a gate', () => {
  it('is fused with up where both together are twice as large as down', () => {
    const local = (rows: number) => ({
      ...router,
      'decoder.layers.0.mlp.experts.local_experts.{2}.linear_fc1.weight': [rows, 4],
      'decoder.layers.0.mlp.experts.local_experts.{2}.linear_fc2.weight': [4, 6],
    });
    expect(projectionsOf(local(12))).toEqual(['gate', 'up', 'down']);
    expect(projectionsOf(local(6))).toEqual(['up', 'down']);
    expect(projectionsOf(local(8))).toEqual(['gateUp', 'down']);
  });

  it('is not told from up where down is missing', () => {
    const grouped = { ...router, 'decoder.layers.0.mlp.experts.linear_fc1.weight{2}': [12, 4] };
    expect(projectionsOf(grouped)).toEqual(['gateUp']);
  });

  it('is settled for two matrices of a grouped GEMM too', () => {
    const grouped = (columns: number) => ({
      ...router,
      'decoder.layers.0.mlp.experts.weight1': [4, columns],
      'decoder.layers.0.mlp.experts.weight2': [2 * 6, 4],
    });
    expect(projectionsOf(grouped(2 * 12))).toEqual(['gate', 'up', 'down']);
    expect(projectionsOf(grouped(2 * 6))).toEqual(['up', 'down']);
  });

  it('is there with a third matrix only', () => {
    const rows = {
      'encoder.layers.0.mlp.router.layer.weight': [2, 4],
      'encoder.layers.0.mlp.experts.mlp.w1': [12, 4],
      'encoder.layers.0.mlp.experts.mlp.w2': [12, 4],
    };
    expect(projectionsOf(rows)).toEqual(['up', 'down']);
    expect(projectionsOf({ ...rows, 'encoder.layers.0.mlp.experts.mlp.v1': [12, 4] })).toEqual([
      'gate',
      'down',
      'up',
    ]);
  });
});
