/** Correcting by hand what the tensors of an open checkpoint were taken for. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { formatMapping, parseMapping, type Mapping } from '../core/families/by-hand/mapping.ts';
import { encodeFault } from '../core/fault.ts';
import { theReader } from './services.ts';
import { addMessage, addSource, type OpenSource } from './session.ts';
import { replaceSource, sourceId, type SourceRef } from './view.ts';

/** Bundled samples come with their analysis, and summaries have no tensors to read again. */
export function canBeCorrected({ weights, ref }: OpenSource): boolean {
  return weights.kind === 'open' && ref.kind !== 'sample';
}

/** What a person has said of it so far. */
export function mappingOf({ ref }: OpenSource): Mapping {
  return ref.mapping === undefined ? [] : (parseMapping(ref.mapping) ?? []);
}

/** Its names in few lines. */
export function namesQuery({ id, weights }: OpenSource) {
  return queryOptions({
    queryKey: ['names', id],
    queryFn: ({ signal }) => theReader().call('names', handleOf(weights), { signal }),
    retry: false,
  });
}

/** What rules would come to. */
export function mappingPreviewQuery({ id, weights }: OpenSource, mapping: Mapping) {
  return queryOptions({
    queryKey: ['mapping', id, formatMapping(mapping)],
    queryFn: ({ signal }) => theReader().call('preview', { handle: handleOf(weights), mapping }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/**
 * Shows the source as the rules say, or without any as it was guessed, in its place; the link carries it. Says what goes
 * wrong, and leaves the source as it was.
 */
export async function correctSource(source: OpenSource, mapping: Mapping): Promise<void> {
  const { kind, value } = source.ref;
  const ref: SourceRef = { kind, value, ...(mapping.length > 0 && { mapping: formatMapping(mapping) }) };
  if (sourceId(ref) === source.id) return;
  try {
    const opened = await theReader().call('remap', { handle: handleOf(source.weights), mapping });
    const { handle, catalogue } = opened;
    const weights = { kind: 'open', handle } as const;
    addSource({ id: sourceId(ref), ref, label: source.label, catalogue, weights, summary: null });
    replaceSource(source.id, ref);
  } catch (error) {
    addMessage('fault', encodeFault(error));
  }
}

function handleOf(weights: OpenSource['weights']): number {
  if (weights.kind === 'open') return weights.handle;
  throw new TypeError('the weights of a sample are not read as a person says');
}
