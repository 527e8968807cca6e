import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sketchOf } from '../testing/sketch-of.ts';
import { anySummaryFile } from '../testing/summary-files.ts';
import { partColumns } from './catalogue.ts';
import { seededRandom } from './random.ts';
import { wholeRegion } from './region.ts';
import { packSketches, sketchAt } from './sketch/columns.ts';
import { curveOf, shareAt } from './sketch/curve.ts';
import { binEdge, binOf, type Levels } from './sketch/levels.ts';
import type { Part } from './structure.ts';
import { decodeSummaryFile, encodeSummaryFile, type SummaryFile } from './summary-file.ts';

const runs = { seed: 47, numRuns: 300 };

/** The stated rounding: means to a step of their bin, spreads upwards to a step of the largest that there can be. */
function expectRounded(actual: Levels, expected: Levels): void {
  const bins = expected.binsPerOctave;
  expect(actual.count).toEqual(expected.count);
  // levels of nothing have no resolution
  if (expected.mean.length > 0) expect(actual.binsPerOctave).toBe(bins);
  if (bins === null) {
    expect(actual).toEqual(expected);
    return;
  }
  const mass = expected.mean.map((mean, i) => mean * expected.count[i]!);
  const total = mass.reduce((sum, m) => sum + m, 0);
  expected.mean.forEach((mean, i) => {
    const bin = binOf(mean, bins);
    const [low, high] = [binEdge(bin, bins), Math.min(binEdge(bin + 1, bins), Number.MAX_VALUE)];
    // whether a bin is light is told by its upper edge, an eighth above the lower at most
    const step = (high - low) / (mass[i]! < (1.13 * total) / 1000 ? 256 : 65_536);
    expect(binOf(actual.mean[i]!, bins)).toBe(bin);
    expect(Math.abs(actual.mean[i]! - mean)).toBeLessThanOrEqual(low === 0 ? 0 : step * (1 + 1e-9));
    const spread = low === 0 || expected.count[i] === 1 ? 0 : expected.spread[i]!;
    if (spread === Infinity) return;
    const most = Math.sqrt(actual.mean[i]! - low) * Math.sqrt(high - actual.mean[i]!);
    expect(actual.spread[i]! - spread).toBeGreaterThanOrEqual(Math.min(0, most - spread) - 1e-5 * most);
    expect(actual.spread[i]! - spread).toBeLessThanOrEqual((1.001 * most) / 255);
  });
}

describe('a summary file', () => {
  it('gives back what was written: all but the parts’ means and spreads exactly', () => {
    fc.assert(
      fc.property(anySummaryFile, (given) => {
        const { catalogue, summary } = decodeSummaryFile(encodeSummaryFile(given));
        expect(catalogue).toEqual(given.catalogue);
        expect(summary.kind).toBe(given.summary.kind);
        expect(summary.classes).toEqual(given.summary.classes);
        expect(summary.parts.totals).toEqual(given.summary.parts.totals);
        for (let row = 0; row < given.summary.parts.rows; row++) {
          expectRounded(sketchAt(summary.parts, row).levels, sketchAt(given.summary.parts, row).levels);
        }
      }),
      runs,
    );
  });

  it('is the same file when what was read is written again', () => {
    fc.assert(
      fc.property(anySummaryFile, (given) => {
        const bytes = encodeSummaryFile(given);
        expect(encodeSummaryFile(decodeSummaryFile(bytes))).toEqual(bytes);
      }),
      runs,
    );
  });
});

/** Tensors of as many Gaussian weights each, in expert projections, as a checkpoint names them. */
function gaussianFile(tensors: number, weights: number): SummaryFile {
  const random = seededRandom(11);
  const places = Array.from({ length: tensors }, (_, t) => ({
    layer: Math.floor(t / 24),
    expert: Math.floor((t % 24) / 3),
    projection: (['gate', 'up', 'down'] as const)[t % 3]!,
  }));
  const layers = Math.ceil(tensors / 24);
  const parts = places.map((place, tensor): Part => ({
    ...place,
    tensor,
    role: 'expert',
    region: wholeRegion(weights),
    parameters: weights,
  }));
  return {
    catalogue: {
      name: 'made',
      format: 'safetensors',
      formatName: 'safetensors',
      fingerprint: '0123456789abcdef',
      files: [{ name: 'made.safetensors', size: 4 * tensors * weights }],
      metadata: {},
      notices: [],
      structure: {
        family: 'mixtral',
        familyName: 'Mixtral',
        layers,
        layerLabels: Array.from({ length: layers }, (_, layer) => String(layer)),
        moeLayers: Array.from({ length: layers }, (_, layer) => layer),
        expertsPerLayer: 8,
        topK: 2,
        sharedExperts: 0,
      },
      tensors: {
        names: places.map(
          ({ layer, expert, projection }) =>
            `model.layers.${layer}.block_sparse_moe.experts.${expert}.${projection}_proj.weight`,
        ),
        dtype: new Uint8Array(tensors).fill(1),
        shapeStart: Uint32Array.from({ length: tensors + 1 }, (_, t) => 2 * t),
        shapes: Float64Array.from({ length: 2 * tensors }, (_, axis) =>
          axis % 2 === 0 ? 250 : weights / 250,
        ),
        file: new Uint32Array(tensors),
        byteLength: new Float64Array(tensors).fill(4 * weights),
      },
      parts: partColumns(parts),
    },
    summary: {
      kind: 'exact',
      parts: packSketches(
        parts.map(() =>
          sketchOf(
            Array.from({ length: weights }, () => 0.02 * random.normal()),
            8,
          ),
        ),
      ),
      classes: [],
    },
  };
}

describe('of Gaussian tensors', () => {
  const given = gaussianFile(48, 100_000);
  const bytes = encodeSummaryFile(given);

  it('takes at most 600 bytes for each of 100,000 weights, names and all', () => {
    expect(bytes.length / 48).toBeLessThan(600);
  });

  it('draws the same curves to a millionth', () => {
    const { summary } = decodeSummaryFile(bytes);
    for (let row = 0; row < 48; row += 7) {
      const [curve, original] = [summary.parts, given.summary.parts].map((parts) =>
        curveOf(sketchAt(parts, row)),
      );
      for (const quantity of ['mass', 'energy'] as const) {
        for (let kept = 0.002; kept < 1; kept += 0.002) {
          const difference = shareAt(curve!, kept * 1e5, quantity) - shareAt(original!, kept * 1e5, quantity);
          expect(Math.abs(difference)).toBeLessThan(5e-6);
        }
      }
      expect(curve!.errorBound).toBeGreaterThanOrEqual(original!.errorBound * 0.9999);
    }
  });
});
