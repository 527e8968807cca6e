/** A model of 94 layers × 128 experts × 3 projections as plans see it: sketches of normal weights, what a pass tells, and a trace. */
import type { Catalogue } from '../../core/catalogue.ts';
import { partColumns } from '../../core/catalogue.ts';
import { dtypeNames } from '../../core/dtype.ts';
import { ENERGY_KNOTS } from '../../core/pruning/matrix/spectrum.ts';
import { orderedParts, orderedTables, type OrderedTables } from '../../core/pruning/ordered-tables.ts';
import { energyNumbers } from '../../core/pruning/ordered/energy-table.ts';
import { QUANTISATION_NUMBERS } from '../../core/pruning/ordered/quantisation-table.ts';
import { basisOf, type PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { RouterLikeness } from '../../core/pruning/plan-input.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import { wholeRegion } from '../../core/region.ts';
import { emptyCounts } from '../../core/routing/statistics/routing-counts.ts';
import { packSketches } from '../../core/sketch/columns.ts';
import { binEdge, binOf, SKETCH_BINS, type Levels } from '../../core/sketch/levels.ts';
import type { Sketch } from '../../core/sketch/sketch.ts';
import { noTotals } from '../../core/sketch/totals.ts';
import type { Part } from '../../core/structure.ts';
import { countsAlone } from '../../core/trace/counts-alone.ts';
import type { TraceReading } from '../../core/trace/reading.ts';

const LAYERS = 94;
const EXPERTS = 128;
const TOP_K = 8;
const HIDDEN = 4096;
const INNER = 1536;
const SEED = 1;

export function plannedGiant(): PlanBasis {
  const random = seededRandom(SEED);
  const parts = giantParts();
  const sketches = parts.map(({ parameters, role }) =>
    role === 'expert' ? normalSketch(parameters, 0.01 + 0.02 * random.uniform()) : undefined,
  );
  const catalogue = giantCatalogue(parts);
  return basisOf({
    catalogue,
    summary: { kind: 'exact', parts: packSketches(sketches), classes: [] },
    reading: giantReading(random),
    routers: null,
    routersBefore: null,
    routerLikeness: giantLikeness(random),
    ordered: giantTables(catalogue, random),
    measured: [],
  });
}

/** As of routers whose vectors have nothing in common. */
function giantLikeness(random: Random): RouterLikeness {
  const cosines = () => Float32Array.from({ length: EXPERTS * EXPERTS }, () => 0.1 * random.normal());
  return { layers: Array.from({ length: LAYERS }, (_, layer) => ({ layer, cosines: cosines() })) };
}

/** As of matrices whose singular values fall by a power, and some rounding: numbers to add up, no more. */
function giantTables(catalogue: Catalogue, random: Random): OrderedTables {
  const matrices = Array.from(orderedParts(catalogue), (part) => ({ part, columns: HIDDEN }));
  const answers = matrices.map(() => {
    const power = 0.3 + 0.4 * random.uniform();
    const shares = Float64Array.from({ length: ENERGY_KNOTS }, (_, i) => (i / (ENERGY_KNOTS - 1)) ** power);
    const rounding = new Float64Array(QUANTISATION_NUMBERS).fill(random.uniform());
    return [energyNumbers({ shares, deviation: 0 }), rounding];
  });
  return orderedTables(matrices, { answers, tables: ['singular-values', 'quantisation'] });
}

function giantParts(): Part[] {
  const parts: Part[] = [];
  const add = (layer: number, expert: number | null, projection: Part['projection'], parameters: number) => {
    const role = expert === null ? 'router' : 'expert';
    const region = wholeRegion(parameters);
    parts.push({ tensor: parts.length, role, layer, expert, projection, region, parameters });
  };
  for (let layer = 0; layer < LAYERS; layer++) {
    add(layer, null, null, EXPERTS * HIDDEN);
    for (let expert = 0; expert < EXPERTS; expert++)
      for (const projection of ['gate', 'up', 'down'] as const)
        add(layer, expert, projection, HIDDEN * INNER);
  }
  return parts;
}

function giantCatalogue(parts: readonly Part[]): Catalogue {
  const bytes = parts.map(({ parameters }) => 2 * parameters);
  return {
    name: 'giant',
    format: 'safetensors',
    formatName: 'safetensors',
    fingerprint: '0',
    files: [{ name: 'giant.safetensors', size: bytes.reduce((sum, size) => sum + size, 0) }],
    metadata: {},
    notices: [],
    structure: {
      family: 'qwen3-moe',
      familyName: 'Qwen3 MoE',
      layers: LAYERS,
      layerLabels: Array.from({ length: LAYERS }, (_, layer) => String(layer)),
      moeLayers: Array.from({ length: LAYERS }, (_, layer) => layer),
      expertsPerLayer: EXPERTS,
      topK: TOP_K,
      sharedExperts: 0,
    },
    tensors: {
      names: parts.map((_, i) => `tensor ${i}`),
      dtype: new Uint8Array(parts.length).fill(dtypeNames.indexOf('BF16')),
      shapeStart: Uint32Array.from({ length: parts.length + 1 }, (_, i) => i),
      shapes: Float64Array.from(parts, ({ parameters }) => parameters),
      file: new Uint32Array(parts.length),
      byteLength: Float64Array.from(bytes),
    },
    parts: partColumns(parts),
  };
}

/** Bins of |N(0, σ²)|, by its density in the middle of each: near enough to time what is done with them. */
function normalSketch(count: number, sigma: number): Sketch {
  const first = binOf((2 * sigma) / count, SKETCH_BINS);
  const bins = binOf(5 * sigma, SKETCH_BINS) - first;
  const edges = Array.from({ length: bins + 1 }, (_, i) => binEdge(first + i, SKETCH_BINS));
  const mean = Float64Array.from({ length: bins }, (_, i) => (edges[i]! + edges[i + 1]!) / 2);
  const widths = Float64Array.from({ length: bins }, (_, i) => edges[i + 1]! - edges[i]!);
  const density = mean.map((m) => Math.exp((-m * m) / (2 * sigma * sigma)));
  const total = density.reduce((sum, d, i) => sum + d * widths[i]!, 0);
  const counts = density.map((d, i) => Math.max(1, Math.round((count * d * widths[i]!) / total)));
  const levels: Levels = {
    binsPerOctave: SKETCH_BINS,
    mean,
    count: counts,
    spread: Float32Array.from(widths, (width) => width / Math.sqrt(12)),
  };
  const sumOf = (power: number) => counts.reduce((sum, c, i) => sum + c * mean[i]! ** power, 0);
  return {
    totals: { ...noTotals, count: sumOf(0), l1: sumOf(1), sumSquares: sumOf(2), maxAbs: edges[bins]! },
    levels,
  };
}

function giantReading(random: Random): TraceReading {
  const drawn = (scale: number) =>
    Float64Array.from({ length: EXPERTS }, () => scale * Math.exp(random.normal()));
  const rows = Array.from({ length: LAYERS }, () => drawn(1));
  const layers = rows.map((_, layer) => {
    const counts = { ...emptyCounts(EXPERTS, TOP_K), choices: drawn(10_000).map(Math.round) };
    return countsAlone(layer, counts, TOP_K);
  });
  const values = new Float64Array(LAYERS * EXPERTS);
  rows.forEach((row, layer) => values.set(row, layer * EXPERTS));
  return {
    format: 'reap',
    formatName: 'REAP observations',
    name: 'observations.pt',
    fingerprint: '0',
    facts: {},
    layers,
    scores: [
      {
        id: 'reap',
        layers: Int32Array.from(rows.keys()),
        values: { rows: LAYERS, columns: EXPERTS, values },
      },
    ],
    similarities: [],
    inputEnergies: [],
    findings: [],
  };
}
