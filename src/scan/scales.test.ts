import { describe, expect, it } from 'vitest';
import { decodingOf } from '../core/decode.ts';
import { byteLengthOf } from '../core/dtype.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { seededRandom } from '../core/random.ts';
import { totalsAt } from '../core/sketch/columns.ts';
import { elementCount } from '../core/tensor.ts';
import { openCheckpoints } from '../formats/open.ts';
import { encodeSafetensors } from '../formats/checkpoints/safetensors-writer.ts';
import type { SafetensorsDtype } from '../formats/checkpoints/safetensors.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { planScan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { summariseScan } from './summarise.ts';
import { unitsOf, type UnitOptions } from './units.ts';

interface Stored {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const random = seededRandom(6);

function codes(name: string, dtype: SafetensorsDtype, shape: readonly number[], highest = 255): Stored {
  const length = byteLengthOf(dtype, elementCount(shape));
  return { name, dtype, shape, bytes: Uint8Array.from({ length }, () => random.below(highest + 1)) };
}

function floats(name: string, shape: readonly number[]): Stored {
  const values = Float32Array.from({ length: elementCount(shape) }, () => 0.01 + random.uniform());
  return { name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) };
}

async function scan(
  tensors: readonly Stored[],
  { course = 'plain', config = {} }: { course?: UnitOptions['course']; config?: object } = {},
) {
  const bytes = encodeSafetensors(tensors);
  const text = new TextEncoder().encode(JSON.stringify(config));
  const { checkpoints } = await openCheckpoints([
    { path: 'm/model.safetensors', recipe: { kind: 'bytes', name: 'model.safetensors', bytes } },
    { path: 'm/config.json', recipe: { kind: 'bytes', name: 'config.json', bytes: text } },
  ]);
  const [checkpoint] = checkpoints;
  const structure = structureOf(checkpoint!);
  const plan = planScan(checkpoint!, structure);
  const scanner = new Scanner(plan, sourceOf);
  for (const unit of unitsOf(plan, { seed: 1, course })) await scanner.read(unit);
  const summary = summariseScan(plan, [scanner.result()]);
  return {
    checkpoint: checkpoint!,
    parts: structure.parts,
    totals: (part: number) => totalsAt(summary.parts, part),
  };
}

function expectMass(actual: number, values: readonly number[]): void {
  const mass = values.reduce((sum, value) => sum + Math.abs(Math.fround(value)), 0);
  expect(Math.abs(actual / mass - 1)).toBeLessThan(1e-6);
}

const f4 = decodingOf('F4').values;
const e4m3 = decodingOf('F8_E4M3').values;

function nibbles(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((pair) => [pair & 15, pair >>> 4]);
}

describe('weights under scales are drawn as they decode', () => {
  it.each(['plain', 'picture'] as const)('fp8 in tiles, across units and chunks (%s)', async (course) => {
    const [rows, columns] = [1500, 2100];
    // no NaN among the codes
    const weight = codes('model.layers.0.mlp.experts.0.up_proj.weight', 'F8_E4M3', [rows, columns], 126);
    const scales = floats('model.layers.0.mlp.experts.0.up_proj.weight_scale_inv', [12, 17]);
    const { parts, totals } = await scan([weight, scales], { course });
    const part = parts.findIndex(({ role }) => role === 'expert');
    const own = new Float32Array(scales.bytes.buffer);
    const values = Array.from(
      weight.bytes,
      (code, i) => e4m3[code]! * own[17 * ((i / columns) >> 7) + ((i % columns) >> 7)]!,
    );
    expect(totals(part)).toMatchObject({ count: rows * columns, nan: 0 });
    expectMass(totals(part).l1, values);
    expect(parts.filter(({ role }) => role === 'companion')).toHaveLength(1);
  });

  it('MXFP4 of gpt-oss: experts cut, gate and up in alternate rows', async () => {
    const prefix = 'model.layers.0.mlp.experts.gate_up_proj';
    const blocks = codes(`${prefix}_blocks`, 'U8', [3, 12, 2, 16]);
    const scales = codes(`${prefix}_scales`, 'U8', [3, 12, 2]);
    scales.bytes.forEach((exponent, i) => (scales.bytes[i] = 118 + (exponent % 12)));
    const router = floats('model.layers.0.mlp.router.weight', [3, 64]);
    const config = { model_type: 'gpt_oss', num_local_experts: 3, hidden_size: 64 };
    const { checkpoint, parts, totals } = await scan([blocks, scales, router], { config });
    expect(checkpoint.notices.map(({ code }) => code)).toContain('quantised-weights');
    const all = nibbles(blocks.bytes).map((code, i) => f4[code]! * 2 ** (scales.bytes[i >> 5]! - 127));
    const experts = parts.map((part, index) => ({ ...part, index })).filter(({ role }) => role === 'expert');
    expect(experts).toHaveLength(6);
    for (const { expert, projection, index } of experts) {
      const first = projection === 'gate' ? 0 : 1;
      const own = all.filter((_, i) => Math.floor(i / 768) === expert && ((i >> 6) & 1) === first);
      expect(totals(index).count).toBe(own.length);
      expectMass(totals(index).l1, own);
      expect(totals(index).zeros).toBe(own.filter((value) => value === 0).length);
    }
  });

  it('NVFP4: small scales and a factor that multiplies or divides', async () => {
    for (const [name, factorName, divides] of [
      ['x.weight', 'x.weight_scale_2', false],
      ['x.weight_packed', 'x.weight_global_scale', true],
    ] as const) {
      const weight = codes(name, 'U8', [40, 32]);
      const scales = codes('x.weight_scale', 'F8_E4M3', [40, 4], 126);
      const factor = floats(factorName, [1]);
      const { parts, totals } = await scan([weight, scales, factor]);
      const [by] = new Float32Array(factor.bytes.buffer);
      const values = nibbles(weight.bytes).map(
        (code, i) => f4[code]! * e4m3[scales.bytes[i >> 4]!]! * (divides ? 1 / by! : by!),
      );
      const part = parts.findIndex(({ role }) => role === 'other');
      expect(totals(part).count).toBe(2560);
      expectMass(totals(part).l1, values);
    }
  });

  it('4-bit integers of compressed-tensors, GPTQ and AWQ', async () => {
    const [inputs, outputs, group] = [64, 24, 32];
    const groups = inputs / group;
    const scales = floats('x.scales', [groups, outputs]);
    const zeros = codes('x.qzeros', 'I32', [groups, outputs / 8]);
    const own = new Float32Array(scales.bytes.buffer);
    const zeroOf = nibbles(zeros.bytes);
    const awqOrder = [0, 2, 4, 6, 1, 3, 5, 7];

    const gptq = codes('x.qweight', 'I32', [inputs / 8, outputs]);
    for (const [format, more] of [
      ['gptq', 1],
      ['gptq_v2', 0],
    ] as const) {
      const config = {
        quantization_config: { quant_method: 'gptq', bits: 4, desc_act: false, checkpoint_format: format },
      };
      const values = nibbles(gptq.bytes).map((code, i) => {
        const [row, output] = [Math.floor(i / (8 * outputs)), Math.floor(i / 8) % outputs];
        const at = Math.floor((8 * row + (i % 8)) / group) * outputs + output;
        return (code - zeroOf[at]! - more) * own[at]!;
      });
      await expectPacked([gptq, scales, zeros], { config, values, shape: [inputs, outputs] });
    }

    const awq = codes('x.qweight', 'I32', [inputs, outputs / 8]);
    const values = nibbles(awq.bytes).map((code, i) => {
      const [input, place] = [Math.floor(i / outputs), i % outputs];
      const row = Math.floor(input / group) * outputs;
      return (code - zeroOf[row + place]!) * own[row + place - (place % 8) + awqOrder[place % 8]!]!;
    });
    const config = { quantization_config: { quant_method: 'awq', bits: 4, version: 'gemm' } };
    await expectPacked([awq, scales, zeros], { config, values, shape: [inputs, outputs] });

    const packed = codes('x.weight_packed', 'I32', [outputs, inputs / 8]);
    const rowScales = floats('x.weight_scale', [outputs, groups]);
    const ownRows = new Float32Array(rowScales.bytes.buffer);
    const weights = { num_bits: 4, type: 'int', symmetric: true, group_size: group };
    const quantization = {
      quant_method: 'compressed-tensors',
      format: 'pack-quantized',
      config_groups: { a: { weights } },
    };
    await expectPacked([packed, rowScales], {
      config: { quantization_config: quantization },
      values: nibbles(packed.bytes).map((code, i) => (code - 8) * ownRows[Math.floor(i / group)]!),
      shape: [outputs, inputs],
    });
  });

  it('integers that nothing tells the packing of stay codes', async () => {
    const stored = [
      codes('x.qweight', 'I32', [8, 24]),
      floats('x.scales', [2, 24]),
      codes('x.qzeros', 'I32', [2, 3]),
    ];
    for (const quantization of [
      {},
      { quant_method: 'gptq', bits: 4, desc_act: true },
      { quant_method: 'gptq', bits: 3 },
    ]) {
      const { checkpoint, parts } = await scan(stored, { config: { quantization_config: quantization } });
      expect(parts.map(({ role }) => role).sort()).toEqual(['code', 'companion', 'companion']);
      expect(checkpoint.tensors.some(({ undrawn }) => undrawn === 'packed-codes')).toBe(true);
    }
  });
});

async function expectPacked(
  stored: readonly Stored[],
  { config, values, shape }: { config: object; values: readonly number[]; shape: readonly number[] },
): Promise<void> {
  const { checkpoint, parts, totals } = await scan(stored, { config });
  const part = parts.findIndex(({ role }) => role === 'other');
  expect(checkpoint.tensors[parts[part]!.tensor]).toMatchObject({ dtype: 'U4', shape });
  expect(totals(part)).toMatchObject({
    count: values.length,
    zeros: values.filter((value) => value === 0).length,
  });
  expectMass(totals(part).l1, values);
}
