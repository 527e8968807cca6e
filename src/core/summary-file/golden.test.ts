/**
 * Files of every version that was ever published, as they were written then. They are never replaced: a change of the
 * format that is not read here as before needs a new version, and a file of it beside these.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { partColumns } from '../catalogue.ts';
import { dtypeNames } from '../dtype.ts';
import { notice } from '../fault.ts';
import { wholeRegion } from '../region.ts';
import { packSketches, sketchAt } from '../sketch/columns.ts';
import { emptySketch, scaleSketch } from '../sketch/sketch.ts';
import type { Part } from '../structure.ts';
import { decodeSummaryFile, encodeSummaryFile, type SummaryFile } from '../summary-file.ts';

/** Whole numbers of a few octaves, some far apart, some zero or not finite. */
const values = [
  ...Array.from({ length: 90 }, (_, i) => (i % 2 ? -i : i) / 64),
  -0,
  NaN,
  Infinity,
  40,
  2 ** -127,
];

const place = { layer: 0, region: wholeRegion(95), parameters: 95 };
const parts: Part[] = [
  { ...place, tensor: 0, role: 'expert', expert: 0, projection: 'gate' },
  { ...place, tensor: 0, role: 'expert', expert: 1, projection: 'gate' },
  { ...place, tensor: 1, role: 'router', expert: null, projection: null },
  { ...place, tensor: 2, role: 'undrawn', layer: null, expert: null, projection: null },
];

const fixture: SummaryFile = {
  catalogue: {
    name: 'golden',
    format: 'safetensors',
    formatName: 'safetensors',
    fingerprint: '00112233445566778899aabbccddeeff',
    files: [
      { name: 'golden-00001-of-00002.safetensors', size: 1234 },
      { name: 'golden-00002-of-00002.safetensors', size: 2 ** 40 },
    ],
    metadata: { format: 'pt', __proto__x: '“ü”' },
    notices: [notice('tensors-not-drawn', { reason: 'complex', tensors: 1, examples: ['layers.0.ü'] })],
    structure: {
      family: 'generic',
      familyName: 'Generic',
      layers: 1,
      layerLabels: ['0'],
      moeLayers: [0],
      expertsPerLayer: 2,
      topK: null,
      sharedExperts: 0,
    },
    tensors: {
      names: ['layers.0.experts.gate.weight', 'layers.0.router.weight', 'layers.0.ü'],
      dtype: Uint8Array.from((['BF16', 'F32', 'C64'] as const).map((name) => dtypeNames.indexOf(name))),
      shapeStart: Uint32Array.from([0, 3, 5, 5]),
      shapes: Float64Array.from([2, 5, 19, 5, 19]),
      file: Uint32Array.from([0, 1, 1]),
      byteLength: Float64Array.from([380, 380, 100]),
    },
    parts: partColumns(parts),
  },
  summary: {
    kind: 'exact',
    parts: packSketches([
      sketchOf(values),
      sketchOf(values, 8),
      scaleSketch(sketchOf(values, 8), 1.5),
      emptySketch,
    ]),
    classes: [
      { name: 'expert/gate', sketch: sketchOf([...values, ...values]) },
      { name: 'router', sketch: sketchOf(values, 128) },
    ],
  },
};

it.each([1])('version %d is read as ever', (version) => {
  const path = fileURLToPath(new URL(`golden/v${version}.moescope`, import.meta.url));
  const read = decodeSummaryFile(new Uint8Array(readFileSync(path)));
  expect(read.catalogue).toEqual(fixture.catalogue);
  expect(read.summary.classes).toEqual(fixture.summary.classes);
  expect(read.summary.parts.totals).toEqual(fixture.summary.parts.totals);
  expect(sketchAt(read.summary.parts, 0)).toEqual(sketchOf(values));
  expect(read).toEqual(decodeSummaryFile(encodeSummaryFile(fixture)));
});
