import { describe, expect, it } from 'vitest';
import {
  encodingsOf,
  isCompanion,
  type Encoding,
  type EncodingContext,
  type NamedTensor,
} from './companions.ts';
import type { Dtype } from './dtype.ts';

type Row = readonly [name: string, dtype: Dtype, encoding: Encoding, shape?: readonly number[]];

function tensorOf([name, dtype, , shape = [64, 64]]: Row): NamedTensor {
  return { name, dtype, shape };
}

function expectEncodings(rows: readonly Row[], context?: EncodingContext): void {
  const found = encodingsOf(rows.map(tensorOf), context);
  expect(rows.map(([name], i) => `${name}: ${found[i]!}`)).toEqual(
    rows.map(([name, , encoding]) => `${name}: ${encoding}`),
  );
}

const p = 'model.layers.3.mlp.experts.5.up_proj.';

describe('quantised checkpoints', () => {
  it.each<[string, readonly Row[]]>([
    [
      'fp8 by blocks (DeepSeek)',
      [
        [`${p}weight`, 'F8_E4M3', 'scaled'],
        [`${p}weight_scale_inv`, 'F32', 'companion', [1, 1]],
        ['model.norm.weight', 'BF16', 'plain', [64]],
      ],
    ],
    [
      'fp8 by channel (compressed-tensors)',
      [
        [`${p}weight`, 'F8_E4M3', 'scaled'],
        [`${p}weight_scale`, 'BF16', 'companion', [64, 1]],
        [`${p}input_scale`, 'F32', 'companion', []],
        ['model.layers.3.self_attn.k_scale', 'F32', 'companion', []],
      ],
    ],
    [
      'int4 packed (compressed-tensors)',
      [
        [`${p}weight_packed`, 'I32', 'codes'],
        [`${p}weight_scale`, 'BF16', 'companion'],
        [`${p}weight_zero_point`, 'I32', 'companion'],
        [`${p}weight_g_idx`, 'I32', 'companion', [64]],
        [`${p}weight_shape`, 'I64', 'companion', [2]],
      ],
    ],
    [
      'mxfp4 (gpt-oss)',
      [
        ['model.layers.0.mlp.experts.gate_up_proj_blocks', 'U8', 'codes', [4, 64, 2, 16]],
        ['model.layers.0.mlp.experts.gate_up_proj_scales', 'U8', 'companion', [4, 64, 2]],
        ['model.layers.0.mlp.experts.gate_up_proj_bias', 'BF16', 'plain', [4, 64]],
        ['model.layers.0.mlp.router.weight', 'BF16', 'plain'],
      ],
    ],
    [
      'fp4 in bytes with E8M0 scales (DeepSeek-V4)',
      [
        [`${p}weight`, 'I8', 'codes'],
        [`${p}scale`, 'F8_E8M0', 'companion'],
      ],
    ],
    [
      'nvfp4 (ModelOpt)',
      [
        [`${p}weight`, 'U8', 'codes'],
        [`${p}weight_scale`, 'F8_E4M3', 'companion'],
        [`${p}weight_scale_2`, 'F32', 'companion', []],
      ],
    ],
    [
      'nvfp4 (compressed-tensors)',
      [
        [`${p}weight_packed`, 'U8', 'codes'],
        [`${p}weight_scale`, 'F8_E4M3', 'companion'],
        [`${p}weight_global_scale`, 'F32', 'companion', [1]],
        [`${p}input_global_scale`, 'F32', 'companion', [1]],
      ],
    ],
    [
      'GPTQ and AWQ',
      [
        [`${p}qweight`, 'I32', 'codes'],
        [`${p}qzeros`, 'I32', 'companion'],
        [`${p}scales`, 'F16', 'companion'],
        [`${p}g_idx`, 'I32', 'companion', [64]],
        [`${p}bias`, 'F16', 'plain', [64]],
      ],
    ],
    [
      'bitsandbytes nf4',
      [
        [`${p}weight`, 'U8', 'codes'],
        [`${p}weight.absmax`, 'U8', 'companion'],
        [`${p}weight.quant_map`, 'F32', 'companion', [16]],
        [`${p}weight.nested_absmax`, 'F32', 'companion', [8]],
        [`${p}weight.nested_quant_map`, 'F32', 'companion', [256]],
        [`${p}weight.quant_state.bitsandbytes__nf4`, 'U8', 'companion', [80]],
      ],
    ],
    [
      'MLX',
      [
        [`${p}weight`, 'U32', 'codes'],
        [`${p}scales`, 'BF16', 'companion'],
        [`${p}biases`, 'BF16', 'companion'],
      ],
    ],
    [
      'fused experts in fp8',
      [
        ['model.layers.0.mlp.experts.gate_up_proj', 'F8_E4M3', 'scaled', [4, 64, 64]],
        ['model.layers.0.mlp.experts.gate_up_proj_scale', 'F32', 'companion', [4, 1, 64]],
        ['model.layers.0.mlp.experts.w13_weight', 'F8_E4M3', 'scaled', [4, 64, 64]],
        ['model.layers.0.mlp.experts.w13_weight_scale', 'F32', 'companion', [4]],
      ],
    ],
    [
      'quanto, and fp8 of image models',
      [
        ['a.weight._data', 'I8', 'codes'],
        ['a.weight._scale', 'F32', 'companion'],
        ['b.weight', 'F8_E4M3', 'scaled'],
        ['b.scale_weight', 'F32', 'companion', []],
        ['b.scale_input', 'F32', 'companion', []],
      ],
    ],
  ])('%s', (_name, rows) => expectEncodings(rows));
});

describe('what only looks like it', () => {
  it('leaves parameters named scale, bias and the like alone', () => {
    expectEncodings([
      ['target.encoder.layers_0.pre_mlp_layer_norm.scale', 'F32', 'plain', [64]],
      ['blocks.0.norm.weight', 'BF16', 'plain', [64]],
      ['blocks.0.norm.scale', 'BF16', 'plain', [64]],
      ['logit_scale', 'F32', 'plain', []],
      ['visual.logit_scale', 'F32', 'plain', [1]],
      ['blocks.0.attn.q_scale', 'F32', 'plain', [64]],
      ['blocks.0.attn.q.weight', 'BF16', 'plain'],
      ['blocks.0.scales', 'BF16', 'plain', [4, 64]],
      ['blocks.0.biases', 'BF16', 'plain', [4, 64]],
      ['embed', 'BF16', 'plain'],
      ['embed_scale', 'BF16', 'plain', [64]],
      ['blocks.0.ls1.gamma', 'F32', 'plain', [64]],
    ]);
  });

  it('draws 8-bit floats that have no scale, and 16-bit ones that have', () => {
    expectEncodings([
      ['a.weight', 'F8_E5M2', 'plain'],
      ['a.input_scale', 'F32', 'companion', []],
      ['b.weight', 'BF16', 'plain'],
      ['b.weight_scale', 'F32', 'companion', []],
    ]);
  });

  it('leaves integers without companions alone', () => {
    expectEncodings([
      ['position_ids', 'I64', 'plain', [512]],
      ['experts.tid2eid', 'I32', 'plain'],
    ]);
  });
});

describe('a checkpoint with missing shards', () => {
  const half: readonly Row[] = [['b.weight', 'F8_E4M3', 'scaled']];

  it('knows by its index that a scale is missing', () => {
    expectEncodings(half, { absentNames: ['b.weight_scale_inv'] });
  });

  it('suspects it without an index, if other weights are scaled', () => {
    const other: readonly Row[] = [
      ['a.weight', 'F8_E4M3', 'scaled'],
      ['a.weight_scale', 'F32', 'companion'],
    ];
    expectEncodings([...other, ...half], { isComplete: false });
    expectEncodings([['b.weight', 'F8_E4M3', 'plain']], { isComplete: false });
  });

  it('knows a companion whose weight is missing', () => {
    expect(isCompanion({ name: 'a.weight_scale', dtype: 'F32', shape: [8, 8] }, new Set())).toBe(true);
    expect(isCompanion({ name: 'a.scales', dtype: 'F32', shape: [8, 8] }, new Set())).toBe(false);
  });
});
