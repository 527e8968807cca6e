import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteLengthOf } from '../core/dtype.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { totalsAt } from '../core/sketch/columns.ts';
import { scannedRoles } from '../core/structure.ts';
import { elementCount } from '../core/tensor.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { fileOf } from '../testing/safetensors-files.ts';
import { planScan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { summariseScan } from './summarise.ts';
import { unitsOf } from './units.ts';

const names =
  'weight weight_scale weight_scale_inv weight_scale_2 weight_global_scale weight_packed scale qweight scales qzeros SCB'
    .split(' ')
    .map((name) => `layers.0.mlp.experts.0.up_proj.${name}`)
    .concat('layers.0.mlp.experts.gate_up_proj_blocks', 'layers.0.mlp.experts.gate_up_proj_scales');

const tensor = fc
  .tuple(
    fc.constantFrom(...names),
    fc.constantFrom('F8_E4M3', 'F8_E5M2', 'F8_E8M0', 'U8', 'I8', 'I32', 'F32', 'BF16', 'F4'),
    fc.array(fc.constantFrom(0, 1, 2, 3, 4, 8, 16, 32, 64), { maxLength: 4 }),
  )
  .filter(([, dtype, shape]) => Number.isInteger(byteLengthOf(dtype, elementCount(shape))))
  .filter(([, , shape]) => elementCount(shape) < 100_000);

const quantization = fc.constantFrom(
  {},
  { weight_block_size: [2, 2] },
  { weight_block_size: 'large' },
  { quant_method: 'gptq', bits: 4, desc_act: false },
  { quant_method: 'awq', bits: 4 },
  {
    quant_method: 'compressed-tensors',
    format: 'pack-quantized',
    config_groups: { a: { weights: { num_bits: 4, type: 'int', symmetric: true } } },
  },
  null,
  [7],
);

it('codes and scales that fit only half, or not at all, are read without harm: every weight is counted once', async () => {
  let joined = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(tensor, { minLength: 2, maxLength: 6, selector: ([name]) => name }),
      quantization,
      async (specs, settings) => {
        const bytes = fileOf(specs);
        const config = new TextEncoder().encode(JSON.stringify({ quantization_config: settings }));
        const { checkpoints } = await openCheckpoints([
          { path: 'm/model.safetensors', recipe: { kind: 'bytes', name: 'model.safetensors', bytes } },
          { path: 'm/config.json', recipe: { kind: 'bytes', name: 'config.json', bytes: config } },
        ]);
        const [checkpoint] = checkpoints;
        const { parts } = structureOf(checkpoint!);
        const plan = planScan(checkpoint!, { parts });
        const scanner = new Scanner(plan, sourceOf);
        for (const unit of unitsOf(plan, { seed: 1, course: 'picture' })) await scanner.read(unit);
        const summary = summariseScan(plan, [scanner.result()]);
        parts.forEach(({ role, parameters }, part) => {
          const counted = scannedRoles.includes(role) ? parameters : 0;
          expect(totalsAt(summary.parts, part).count).toBe(counted);
        });
        joined += checkpoint!.tensors.filter(({ scaling }) => scaling !== undefined).length;
      },
    ),
    { seed: 20_261_122, numRuns: 400 },
  );
  expect(joined).toBeGreaterThan(5);
});
