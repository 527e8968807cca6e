/** Questions that need weights in their order: how alike experts are, and where routers alone would send tokens. */
import { queryOptions } from '@tanstack/react-query';
import { create } from 'zustand';
import type { RouterLikeness, RouterNorms } from '../core/pruning/plan-input.ts';
import { partsRead } from '../core/router-parts.ts';
import { similarityRequest, type SimilarityWanted } from '../core/similarity-request.ts';
import type { Collected } from '../core/trace/collector.ts';
import type { EstimateKind, Similarity } from '../workers/prober-contract.ts';
import { openWeights } from './weights.ts';
import { theProber, theReader } from './services.ts';
import type { OpenSource } from './session.ts';

export type { EstimateKind, Similarity };

export interface ComparedExperts extends Similarity {
  /** Ids of the experts, in the order of rows and columns. */
  readonly experts: readonly number[];
}

/** Counts up when what is read of weights, or made of them, changes. */
const PROBE_VERSION = 1;

/** What routers and embeddings there are; reads no weight. */
export function routingPartsQuery(source: OpenSource) {
  return queryOptions({
    queryKey: ['routing parts', source.catalogue.fingerprint, PROBE_VERSION],
    queryFn: async ({ signal }) => theReader().call('routing', await openWeights(source, signal), { signal }),
  });
}

/** Parts done, by what is being read. */
const useProbing = create<Readonly<Record<string, number | undefined>>>(() => ({}));

/** Null unless it is being read. */
export function useSimilarityProgress(source: OpenSource, wanted: SimilarityWanted): number | null {
  return useProbing((probing) => probing[similarityKey(source, wanted).join()] ?? null);
}

function similarityKey({ catalogue }: OpenSource, { layer, kind }: SimilarityWanted) {
  return ['similarity', catalogue.fingerprint, layer, kind, PROBE_VERSION] as const;
}

/** Reads weights of the layer's experts. */
export function similarityQuery(source: OpenSource, wanted: SimilarityWanted) {
  const key = similarityKey(source, wanted);
  return queryOptions({
    queryKey: key,
    queryFn: async ({ signal, client }): Promise<ComparedExperts> => {
      const handle = await openWeights(source, signal);
      const { routers } = await client.query(routingPartsQuery(source));
      const router = routers.find(({ layer }) => layer === wanted.layer) ?? null;
      const comparison = similarityRequest(source.catalogue, wanted, router);
      if (comparison === null) throw new Error(`no ${wanted.kind} of layer ${wanted.layer} to compare`);
      const { request, experts, parts } = comparison;
      const only = Uint32Array.from(new Set(parts));
      const plan = await theReader().call('plan', { handle, only }, { signal });
      try {
        const similarity = await theProber().call(
          'similarity',
          { plan, similarity: request },
          { signal, report: (done) => useProbing.setState({ [key.join()]: done.experts / done.of }) },
        );
        return { ...similarity, experts };
      } finally {
        useProbing.setState({ [key.join()]: undefined });
      }
    },
    retry: false,
  });
}

/** How long the vector of each expert is in the routers; null where there are none. */
export function routerNormsQuery(source: OpenSource) {
  return queryOptions({
    queryKey: ['router norms', source.catalogue.fingerprint, PROBE_VERSION],
    queryFn: async ({ signal, client }): Promise<RouterNorms | null> => {
      const { routers } = await client.query(routingPartsQuery(source));
      if (routers.length === 0) return null;
      const handle = await openWeights(source, signal);
      const only = Uint32Array.from(routers, ({ matrix }) => matrix);
      const plan = await theReader().call('plan', { handle, only }, { signal });
      const layers = await theProber().call('norms', { plan, routers }, { signal });
      return { name: source.label, layers };
    },
    retry: false,
  });
}

/** How alike the routers' vectors of experts are; null where there are none. */
export function routerLikenessQuery(source: OpenSource) {
  return queryOptions({
    queryKey: ['router likeness', source.catalogue.fingerprint, PROBE_VERSION],
    queryFn: async ({ signal, client }): Promise<RouterLikeness | null> => {
      const { routers } = await client.query(routingPartsQuery(source));
      if (routers.length === 0) return null;
      const handle = await openWeights(source, signal);
      const only = Uint32Array.from(routers, ({ matrix }) => matrix);
      const plan = await theReader().call('plan', { handle, only }, { signal });
      return { layers: await theProber().call('likeness', { plan, routers }, { signal }) };
    },
    retry: false,
  });
}

/** What routers alone say, as a trace would be read. Throws where there are none. */
export async function readEstimate(
  source: OpenSource,
  kind: EstimateKind,
  { signal }: { readonly signal: AbortSignal },
): Promise<Collected> {
  const handle = await openWeights(source, signal);
  const parts = await theReader().call('routing', handle, { signal });
  const only = Uint32Array.from(partsRead(parts));
  const plan = await theReader().call('plan', { handle, only }, { signal });
  const { name, structure } = source.catalogue;
  const estimate = { kind, parts, topK: structure.topK, name };
  return theProber().call('estimate', { plan, estimate }, { signal });
}
