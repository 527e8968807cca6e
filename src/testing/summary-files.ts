/** Finished analyses of any kind and content, for the tests of whatever stores or reads them. */
import fc from 'fast-check';
import { partColumns, type Catalogue, type TensorColumns } from '../core/catalogue.ts';
import { byteLengthOf, dtypeNames, type Dtype } from '../core/dtype.ts';
import { notice } from '../core/fault.ts';
import { wholeRegion } from '../core/region.ts';
import { packSketches } from '../core/sketch/columns.ts';
import { mergeSketches, scaleSketch, type Sketch } from '../core/sketch/sketch.ts';
import { projections, roles, type Part } from '../core/structure.ts';
import type { SummaryFile } from '../core/summary-file.ts';
import { elementCount } from '../core/tensor.ts';
import { sketchOf } from './sketch-of.ts';

const LAYERS = 4;
const EXPERTS = 6;

const weight = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, NaN, Infinity, 1, -1, 0.5, 1e-45, 2 ** -130) },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
);

/** Of a part: exact or in bins, whole or scaled from a sample, or nothing. */
const sketch: fc.Arbitrary<Sketch> = fc
  .record({
    values: fc.array(weight, { maxLength: 30 }),
    binsPerOctave: fc.constantFrom(null, 8),
    factor: fc.constantFrom(1, 1, 7.25, 1 / 3),
  })
  .map(({ values, binsPerOctave, factor }) => scaleSketch(sketchOf(values, binsPerOctave), factor));

interface GivenTensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly file: number;
  readonly gap: number;
}

const tensor: fc.Arbitrary<GivenTensor> = fc.record({
  name: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc
      .tuple(fc.nat(3), fc.nat(40), fc.constantFrom('gate', 'up', 'down'))
      .map(([layer, expert, name]) => `model.layers.${layer}.experts.${expert}.${name}_proj.weight`),
  ),
  dtype: fc.constantFrom(...dtypeNames),
  shape: fc.array(fc.oneof(fc.nat(9), fc.nat(70_000)), { maxLength: 3 }),
  file: fc.nat(2),
  gap: fc.constantFrom(0, 0, 0, 5),
});

function tensorColumns(tensors: readonly GivenTensor[]): TensorColumns {
  const shapeStart = new Uint32Array(tensors.length + 1);
  tensors.forEach(({ shape }, t) => (shapeStart[t + 1] = shapeStart[t]! + shape.length));
  return {
    names: tensors.map(({ name }) => name),
    dtype: Uint8Array.from(tensors, ({ dtype }) => dtypeNames.indexOf(dtype)),
    shapeStart,
    shapes: Float64Array.from(tensors.flatMap(({ shape }) => shape)),
    file: Uint32Array.from(tensors, ({ file }) => file),
    byteLength: Float64Array.from(tensors, ({ dtype, shape, gap }) =>
      Math.ceil(byteLengthOf(dtype, elementCount(shape)) + gap),
    ),
  };
}

function partsOf(tensors: readonly GivenTensor[]): fc.Arbitrary<Part[]> {
  if (tensors.length === 0) return fc.constant([]);
  const part = fc.record({
    tensor: fc.nat(tensors.length - 1),
    role: fc.constantFrom(...roles),
    layer: fc.option(fc.nat(LAYERS - 1)),
    expert: fc.option(fc.nat(EXPERTS - 1)),
    projection: fc.option(fc.constantFrom(...projections)),
    isWhole: fc.boolean(),
  });
  return fc.array(part, { maxLength: 12 }).map((given) =>
    given.map(({ isWhole, ...rest }) => {
      const elements = elementCount(tensors[rest.tensor]!.shape);
      const parameters = isWhole ? elements : Math.floor(elements / 3);
      return { ...rest, region: wholeRegion(parameters), parameters };
    }),
  );
}

const text = fc.string({ unit: 'grapheme', maxLength: 8 });

function catalogueOf(tensors: readonly GivenTensor[], parts: readonly Part[]): fc.Arbitrary<Catalogue> {
  return fc.record({
    name: text,
    format: text,
    formatName: text,
    fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    files: fc.array(fc.record({ name: text, size: fc.maxSafeNat() }), { minLength: 3, maxLength: 5 }),
    metadata: fc.dictionary(fc.oneof(text, fc.constant('__proto__')), text),
    notices: fc.subarray([
      notice('missing-shard', { shards: ['b.safetensors'], tensors: 3 }),
      notice('tensors-not-drawn', { reason: 'complex', tensors: 1, examples: ['c'] }),
    ]),
    structure: fc.record({
      family: text,
      familyName: text,
      layers: fc.constant(LAYERS),
      layerLabels: fc.array(text, { minLength: LAYERS, maxLength: LAYERS }),
      moeLayers: fc.subarray([0, 1, 2, 3]),
      expertsPerLayer: fc.constant(EXPERTS),
      topK: fc.option(fc.nat(EXPERTS)),
      sharedExperts: fc.nat(2),
    }),
    tensors: fc.constant(tensorColumns(tensors)),
    parts: fc.constant(partColumns(parts)),
  });
}

export const anySummaryFile: fc.Arbitrary<SummaryFile> = fc
  .array(tensor, { maxLength: 8 })
  .chain((tensors) => fc.tuple(fc.constant(tensors), partsOf(tensors)))
  .chain(([tensors, parts]) =>
    fc.record({
      catalogue: catalogueOf(tensors, parts),
      summary: fc.record({
        kind: fc.constantFrom('exact' as const, 'sample' as const),
        parts: fc
          .array(sketch, { minLength: parts.length, maxLength: parts.length })
          .map((sketches) => packSketches(sketches)),
        classes: fc.array(fc.record({ name: text, sketch: classSketch() }), { maxLength: 3 }),
      }),
    }),
  );

/** Full tables: exact of any number of magnitudes, in fine bins, or merged. */
function classSketch(): fc.Arbitrary<Sketch> {
  const table = fc
    .tuple(fc.array(weight, { maxLength: 30 }), fc.constantFrom(null, 128))
    .map(([values, binsPerOctave]) => sketchOf(values, binsPerOctave));
  return fc.array(table, { maxLength: 2 }).map((tables) => mergeSketches(tables, { exactLimit: Infinity }));
}
