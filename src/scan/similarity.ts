/**
 * How alike the experts of a layer are by their weights. Nothing here reads whole experts: seeded runs of weights, the same
 * ones of every expert, tell a cosine to about 1/√n, and seeded rows of a matrix its alignment.
 */
import { seededRandom, type Random } from '../core/random.ts';
import type { RouterParts } from '../core/router-parts.ts';
import { matrixOf, type Matrix } from '../core/routing/matrix.ts';
import { ckaMatrix } from '../core/routing/similarity/cka.ts';
import { cosineSimilarity } from '../core/routing/similarity/cosine.ts';
import { analyseSimilarity, type SimilarityAnalysis } from '../core/usage/similarity-analysis.ts';
import type { SimilarityRequest } from '../core/similarity-request.ts';
import { mapAtOnce } from '../formats/at-once.ts';
import type { ReadOptions } from '../formats/source.ts';
import { readRouter } from './estimate.ts';
import type { PartReader } from './part-values.ts';

export interface Similarity {
  /** [E, E]. */
  readonly values: Matrix;
  readonly analysis: SimilarityAnalysis;
  /** Numbers of each expert that were compared; fewer than there are is a sample. */
  readonly compared: number;
  readonly all: number;
}

export interface SimilarityOptions extends ReadOptions {
  readonly report?: ((done: { readonly experts: number; readonly of: number }) => void) | undefined;
}

const SEED = 1;
const RUNS = 8;
const RUN_LENGTH = 2048;
const ROW_BLOCKS = 8;
const ROWS_A_BLOCK = 16;

/** Throws faults of the source; AbortError when aborted. */
export async function similarityOf(
  reader: PartReader,
  request: SimilarityRequest,
  options: SimilarityOptions = {},
): Promise<Similarity> {
  const compared = await compare(reader, request, options);
  return { ...compared, analysis: analyseSimilarity(compared.values) };
}

type Compared = Omit<Similarity, 'analysis'>;

function compare(
  reader: PartReader,
  request: SimilarityRequest,
  options: SimilarityOptions,
): Promise<Compared> {
  if (request.kind === 'router') return ofRouter(reader, request.router, options);
  if (request.kind === 'weights') return ofWeights(reader, request.experts, options);
  return ofUnits(reader, request, options);
}

async function ofRouter(reader: PartReader, router: RouterParts, options: ReadOptions): Promise<Compared> {
  const { matrix } = await readRouter(reader, { ...router, norm: null }, options);
  return { values: cosineSimilarity(matrix), compared: router.width, all: router.width };
}

async function ofWeights(
  reader: PartReader,
  experts: readonly (readonly number[])[],
  options: SimilarityOptions,
): Promise<Compared> {
  const random = seededRandom(SEED);
  const ranges = (experts[0] ?? []).map((part) =>
    rangesWithin(reader.count(part), { count: RUNS, length: RUN_LENGTH, random }),
  );
  const vectors = await readEach(experts, options, async (parts) => {
    const read = parts.flatMap((part, p) => ranges[p]!.map((range) => reader.read(part, range, options)));
    return joined(await Promise.all(read));
  });
  const all = (experts[0] ?? []).reduce((sum, part) => sum + reader.count(part), 0);
  const compared = vectors[0]?.length ?? 0;
  return { values: cosineSimilarity(matrixOf(vectors.map((vector) => [...vector]))), compared, all };
}

async function ofUnits(
  reader: PartReader,
  { experts, rows }: Extract<SimilarityRequest, { kind: 'units' }>,
  options: SimilarityOptions,
): Promise<Compared> {
  const all = reader.count(experts[0]!);
  const columns = all / rows;
  const blocks = rangesWithin(rows, { count: ROW_BLOCKS, length: ROWS_A_BLOCK, random: seededRandom(SEED) });
  const matrices = await readEach(experts, options, async (part) => {
    const read = blocks.map(({ first, end }) =>
      reader.read(part, { first: first * columns, end: end * columns }, options),
    );
    const values = joined(await Promise.all(read));
    return { rows: values.length / columns, columns, values };
  });
  return { values: ckaMatrix(matrices), compared: matrices[0]?.values.length ?? 0, all };
}

async function readEach<T, R>(
  experts: readonly T[],
  { report }: SimilarityOptions,
  read: (expert: T) => Promise<R>,
): Promise<R[]> {
  let done = 0;
  return mapAtOnce(experts, async (expert) => {
    const result = await read(expert);
    report?.({ experts: ++done, of: experts.length });
    return result;
  });
}

interface Range {
  readonly first: number;
  readonly end: number;
}

/** `count` runs of `length` in equal stretches of 0 … size, a seeded place in each; all there is where that is no more. */
function rangesWithin(
  size: number,
  { count, length, random }: { readonly count: number; readonly length: number; readonly random: Random },
): readonly Range[] {
  if (size <= count * length) return [{ first: 0, end: size }];
  const stretch = Math.floor(size / count);
  return Array.from({ length: count }, (_, i) => {
    const first = i * stretch + random.below(stretch - length + 1);
    return { first, end: first + length };
  });
}

function joined(runs: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(runs.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const run of runs) {
    all.set(run, at);
    at += run.length;
  }
  return all;
}
