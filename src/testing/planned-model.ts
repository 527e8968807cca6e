/** A small Mixtral with given weights, and a trace of it: what tests of plans are about. */
import { catalogueOf, type Catalogue } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { byteLengthOf, type Dtype } from '../core/dtype.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { basisOf, type PlanBasis } from '../core/pruning/plan-basis.ts';
import type { PlanInput } from '../core/pruning/plan-input.ts';
import { seededRandom } from '../core/random.ts';
import { matrixOf } from '../core/routing/matrix.ts';
import { emptyCounts } from '../core/routing/statistics/routing-counts.ts';
import { packSketches } from '../core/sketch/columns.ts';
import { SKETCH_BINS } from '../core/sketch/levels.ts';
import type { Structure } from '../core/structure.ts';
import { elementCount } from '../core/tensor.ts';
import { countsAlone } from '../core/trace/counts-alone.ts';
import type { LayerReading, TraceReading } from '../core/trace/reading.ts';
import { sketchOf } from './sketch-of.ts';

export interface PlannedModel {
  readonly catalogue: Catalogue;
  readonly structure: Structure;
  /** By part. */
  readonly values: readonly (readonly number[])[];
  readonly basis: PlanBasis;
}

export interface ModelShape {
  readonly layers?: number;
  readonly experts?: number;
  readonly topK?: number;
  readonly hidden?: number;
  readonly inner?: number;
  readonly dtype?: Dtype;
  /** Bins an octave of the sketches; null for every magnitude by itself. */
  readonly bins?: number | null;
  /** A weight; normal with a scale of each expert's own without it. */
  readonly weight?: (normal: number, at: { readonly layer: number; readonly expert: number }) => number;
}

const SEED = 5;

export function plannedModel(
  {
    layers = 2,
    experts = 4,
    topK = 2,
    hidden = 8,
    inner = 16,
    dtype = 'F32',
    bins = SKETCH_BINS,
    weight = (normal, { expert }) => normal * 0.02 * (1 + expert),
  }: ModelShape = {},
  input: Partial<Omit<PlanInput, 'catalogue' | 'summary'>> = {},
): PlannedModel {
  const shapes = mixtralShapes({ layers, experts, hidden, inner });
  const checkpoint = checkpointOf(shapes, { dtype, experts, topK, layers });
  const structure = structureOf(checkpoint);
  const catalogue = catalogueOf(checkpoint, structure, '0123456789abcdef');
  const random = seededRandom(SEED);
  const values = structure.parts.map(({ layer, expert, parameters }) =>
    Array.from({ length: parameters }, () =>
      expert === null ? random.normal() : weight(random.normal(), { layer: layer!, expert }),
    ),
  );
  const summary = {
    kind: 'exact' as const,
    parts: packSketches(values.map((own) => sketchOf(own, bins))),
    classes: [],
  };
  const basis = basisOf({
    catalogue,
    summary,
    reading: null,
    routers: null,
    routersBefore: null,
    routerLikeness: null,
    ordered: null,
    measured: [],
    ...input,
  });
  return { catalogue, structure, values, basis };
}

interface Sizes {
  readonly layers: number;
  readonly experts: number;
  readonly hidden: number;
  readonly inner: number;
}

function mixtralShapes({ layers, experts, hidden, inner }: Sizes): [string, number[]][] {
  const shapes: [string, number[]][] = [
    ['model.embed_tokens.weight', [32, hidden]],
    ['lm_head.weight', [32, hidden]],
    ['model.norm.weight', [hidden]],
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes.push([`${at}.self_attn.q_proj.weight`, [hidden, hidden]]);
    shapes.push([`${at}.block_sparse_moe.gate.weight`, [experts, hidden]]);
    for (let expert = 0; expert < experts; expert++) {
      const own = `${at}.block_sparse_moe.experts.${expert}`;
      shapes.push([`${own}.w1.weight`, [inner, hidden]]);
      shapes.push([`${own}.w2.weight`, [hidden, inner]]);
      shapes.push([`${own}.w3.weight`, [inner, hidden]]);
    }
  }
  return shapes;
}

function checkpointOf(
  shapes: readonly [string, number[]][],
  { dtype, experts, topK, layers }: { dtype: Dtype; experts: number; topK: number; layers: number },
): Checkpoint {
  let at = 0;
  const tensors = shapes.map(([name, shape]) => {
    const byteLength = byteLengthOf(dtype, elementCount(shape));
    at += byteLength;
    return { name, dtype, shape, file: 0, startByte: at - byteLength, byteLength };
  });
  return {
    name: 'planned',
    format: 'safetensors',
    formatName: 'safetensors',
    files: [{ name: 'model.safetensors', size: at, recipe: { kind: 'path', path: 'model.safetensors' } }],
    tensors,
    config: {
      model_type: 'mixtral',
      num_local_experts: experts,
      num_experts_per_tok: topK,
      num_hidden_layers: layers,
    },
    metadata: {},
    notices: [],
  };
}

/** A trace of counts and of tables of scores, a row a layer each. */
export function countedReading(
  counts: readonly (readonly number[])[],
  scores: Readonly<Record<string, readonly (readonly number[])[]>> = {},
): TraceReading {
  return {
    format: 'test',
    formatName: 'Test',
    name: 'counts',
    fingerprint: '0',
    facts: {},
    layers: counts.map((choices, layer) => countedLayer(layer, choices)),
    scores: Object.entries(scores).map(([id, rows]) => ({
      id,
      layers: Int32Array.from(rows.keys()),
      values: matrixOf(rows),
    })),
    similarities: [],
    inputEnergies: [],
    findings: [],
  };
}

export function countedLayer(
  layer: number,
  choices: readonly number[],
  more: Partial<LayerReading> = {},
): LayerReading {
  const counts = { ...emptyCounts(choices.length, 0), choices: Float64Array.from(choices) };
  return { ...countsAlone(layer, counts), ...more };
}
