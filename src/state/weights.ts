/** The way to the weights of what is open. */
import { Fault } from '../core/fault.ts';
import { queryClient, theReader } from './services.ts';
import type { OpenSource } from './session.ts';

/** Handle of the source's weights in the reader; fetches a sample's file first. Throws Fault where there are none. */
export async function openWeights({ weights, catalogue }: OpenSource, signal: AbortSignal): Promise<number> {
  if (weights.kind === 'open') return weights.handle;
  if (weights.kind === 'none') throw new Fault('no-weights', { name: catalogue.name });
  return queryClient.query({
    queryKey: ['weights', weights.url],
    queryFn: async () => {
      const response = await fetch(weights.url, { signal });
      if (!response.ok) throw new Fault('http-status', { url: weights.url, status: response.status });
      const name = catalogue.files[0]?.name ?? catalogue.name;
      const recipe = { kind: 'bytes', name, bytes: new Uint8Array(await response.arrayBuffer()) } as const;
      const { opened } = await theReader().call('openFiles', [{ path: name, recipe }], { signal });
      return opened[0]!.handle;
    },
  });
}

/** Whether anything can be read that the summary does not say. */
export function hasWeights({ weights }: Pick<OpenSource, 'weights'>): boolean {
  return weights.kind !== 'none';
}
