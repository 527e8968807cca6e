/** Questions about one layer of a trace that take longer than a frame: another thread answers them. */
import { queryOptions, skipToken } from '@tanstack/react-query';
import { COLLECTOR_VERSION } from '../core/trace/collector-version.ts';
import type { LayerReading, SimilarityTable, TraceReading } from '../core/trace/reading.ts';
import type { ComparedExperts } from './probing.ts';
import { theUsageThread } from './services.ts';

/**
 * A reading is told from another of the same trace by what was not put right in it, and by what the checkpoint beside it
 * filled in.
 */
function keyOf({ fingerprint, findings }: TraceReading, { layer, experts, topK, tokens }: LayerReading) {
  const ignored = findings.flatMap(({ code, treatment }) => (treatment === 'ignored' ? [code] : []));
  return [fingerprint, ignored, layer, experts, topK, tokens, COLLECTOR_VERSION] as const;
}

/** How sure the shares of a layer's experts are. */
export function intervalsQuery(reading: TraceReading, layer: LayerReading) {
  return queryOptions({
    queryKey: ['load intervals', ...keyOf(reading, layer)],
    queryFn: ({ signal }) => {
      const { counts, documents, topK, tokens } = layer;
      return theUsageThread().call('intervals', { counts, documents, topK, tokens }, { signal });
    },
  });
}

/** Which experts go together; never asked where the trace has no pairs. */
export function pairsQuery(reading: TraceReading, layer: LayerReading) {
  const { pairs } = layer;
  return queryOptions({
    queryKey: ['pairs', ...keyOf(reading, layer)],
    queryFn: pairs === null ? skipToken : ({ signal }) => theUsageThread().call('pairs', pairs, { signal }),
  });
}

/** How experts lie by similarities that came with a trace. */
export function traceSimilarityQuery(fingerprint: string, table: SimilarityTable | null) {
  return queryOptions({
    queryKey: ['similarity of a trace', fingerprint, table?.layer, table?.id, COLLECTOR_VERSION],
    queryFn:
      table === null
        ? skipToken
        : async ({ signal }): Promise<ComparedExperts> => {
            const { values } = table;
            const analysis = await theUsageThread().call('similarity', values, { signal });
            const experts = Array.from({ length: values.rows }, (_, expert) => expert);
            return { values, analysis, experts, compared: 0, all: 0 };
          },
  });
}
