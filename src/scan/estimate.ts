/** Reads what routers are made of and estimates where they would send tokens: see core/trace/estimate.ts. */
import { seededRandom, shuffledIndices } from '../core/random.ts';
import type { RouterParts, RoutingParts } from '../core/router-parts.ts';
import { zeroMatrix, type Matrix } from '../core/routing/matrix.ts';
import { collectTrace, type Collected } from '../core/trace/collector.ts';
import { rmsNormalised, tellProbes, tellVectors, type RouterWeights } from '../core/trace/estimate.ts';
import { finding } from '../core/trace/finding.ts';
import type { ReadOptions } from '../formats/source.ts';
import type { PartReader } from './part-values.ts';

export type EstimateKind = 'probes' | 'tokens';

/** Enough that an even share of 256 experts is told to a tenth. */
const PROBES = 4096;
/** Rows of the embedding; each costs a read of its own. */
const TOKENS = 1024;
const SEED = 1;

export interface EstimateRequest {
  readonly kind: EstimateKind;
  readonly parts: RoutingParts;
  /** Null where the checkpoint does not say: then the highest alone is chosen. */
  readonly topK: number | null;
  /** For faults. */
  readonly name: string;
}

export interface EstimateOptions extends ReadOptions {
  /** Layers done, of all. */
  readonly report?: ((done: { readonly layers: number; readonly of: number }) => void) | undefined;
}

/** Throws faults of the source; AbortError when aborted. */
export async function estimateRouting(
  reader: PartReader,
  { kind, parts, topK, name }: EstimateRequest,
  { report, ...options }: EstimateOptions = {},
): Promise<Collected> {
  const random = seededRandom(SEED);
  const collector = collectTrace({ name, corrects: () => true });
  const routers = kind === 'tokens' ? parts.routers.slice(0, 1) : parts.routers;
  collector.describe({
    topK: topK ?? 1,
    order: 'weight',
    // who adds a bias to choose adds it to sigmoids, as tellScores does
    ...(routers.some(({ selectionBias }) => selectionBias !== null) && { normalisation: 'sigmoid' }),
    areSameTokens: false,
    documentName: kind === 'tokens' ? 'sample of tokens' : 'sample of probes',
  });
  let drawn = PROBES;
  for (const [at, router] of routers.entries()) {
    const weights = await readRouter(reader, router, options);
    const k = Math.min(topK ?? 1, router.experts);
    if (kind === 'probes') tellProbes(collector, weights, { topK: k, probes: PROBES, random });
    else {
      const { vectors, tokenIds } = await readTokens(reader, parts.embedding!, options);
      drawn = tokenIds.length;
      tellVectors(collector, weights, { vectors: rmsNormalised(vectors), topK: k, tokenIds });
    }
    report?.({ layers: at + 1, of: routers.length });
  }
  if (topK === null) {
    const instead = 'The highest of each vector alone is chosen.';
    collector.find(finding('not-in-format', { what: 'how many experts a token chooses', instead }));
  }
  const withoutNorm = routers.flatMap(({ layer, norm }) => (norm === null ? [layer] : []));
  collector.find(finding('estimated', { from: kind, vectors: drawn, withoutNorm }));
  return collector.finish();
}

export async function readRouter(
  reader: PartReader,
  { layer, experts, width, matrix, isTransposed, bias, selectionBias, norm }: RouterParts,
  options: ReadOptions,
): Promise<RouterWeights> {
  const readAll = (part: number) => reader.read(part, { first: 0, end: reader.count(part) }, options);
  const [stored, gamma] = [await readAll(matrix), norm === null ? null : await readAll(norm)];
  const rows = zeroMatrix(experts, width);
  for (let e = 0; e < experts; e++) {
    for (let i = 0; i < width; i++) {
      const value = stored[isTransposed ? i * experts + e : e * width + i]!;
      rows.values[e * width + i] = value * (gamma?.[i] ?? 1);
    }
  }
  return {
    layer,
    matrix: rows,
    bias: bias === null ? new Float64Array(experts) : await readAll(bias),
    selectionBias: selectionBias === null ? null : await readAll(selectionBias),
  };
}

/** Seeded rows of the embedding, and the ids that they are of. */
async function readTokens(
  reader: PartReader,
  { part, rows, width }: NonNullable<RoutingParts['embedding']>,
  options: ReadOptions,
): Promise<{ readonly vectors: Matrix; readonly tokenIds: Int32Array }> {
  const tokenIds = Int32Array.from(shuffledIndices(rows, seededRandom(SEED)).subarray(0, TOKENS)).sort();
  const vectors = zeroMatrix(tokenIds.length, width);
  for (const [row, id] of tokenIds.entries()) {
    vectors.values.set(
      await reader.read(part, { first: id * width, end: (id + 1) * width }, options),
      row * width,
    );
  }
  return { vectors, tokenIds };
}
