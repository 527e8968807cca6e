/**
 * A model on a hub, resolved to the address of a file of it. The commit is pinned first, so that a branch which moves
 * while it is read does not mix two models.
 */
import {
  formatHubAddress,
  hubFileUrl,
  hubListingUrl,
  usualHub,
  type HubAddress,
} from '../core/hub-address.ts';
import { Fault } from '../core/fault.ts';
import { pickCheckpoints } from './grouping/pick-checkpoint.ts';
import { isJsonObject, parseJsonObject } from './json.ts';
import { MAX_INDEX_BYTES } from './limits.ts';
import { fetchSmallFile, type ProbeOptions } from './sources/http-probe.ts';

export interface HubOptions extends ProbeOptions {
  /** Base of the hub, for mirrors; the Hugging Face Hub if absent. */
  readonly hub?: string;
}

/** Throws `several-checkpoints` where the address could mean any of them, or none; `malformed`, or a network fault. */
export async function resolveHubModel(
  address: HubAddress,
  { hub = usualHub, ...options }: HubOptions = {},
): Promise<string> {
  const { commit, paths } = await list(address, { hub, ...options });
  const picked = paths.includes(address.path) ? [address.path] : pickCheckpoints(paths, address.path);
  if (picked.length === 1) {
    return hubFileUrl(hub, { ...address, revision: commit ?? address.revision, path: picked[0]! });
  }
  const addresses = picked.map((path) => formatHubAddress({ ...address, path }));
  throw new Fault('several-checkpoints', { repository: formatHubAddress(address), addresses });
}

interface Listing {
  /** Null where the hub does not say. */
  readonly commit: string | null;
  readonly paths: readonly string[];
}

async function list(
  address: HubAddress,
  { hub, ...options }: HubOptions & { hub: string },
): Promise<Listing> {
  const url = hubListingUrl(hub, address);
  const bytes = await fetchSmallFile(url, { ...options, maxBytes: MAX_INDEX_BYTES });
  const file = address.repository;
  const { sha, siblings } = parseJsonObject(bytes, { file, format: 'JSON', what: 'the list of files' });
  if (!Array.isArray(siblings)) {
    throw new Fault('malformed', { file, format: 'JSON', detail: 'the hub lists no files' });
  }
  return {
    commit: typeof sha === 'string' && /^[0-9a-f]{40}$/.test(sha) ? sha : null,
    paths: siblings.flatMap((entry: unknown) =>
      isJsonObject(entry) && typeof entry.rfilename === 'string' ? [entry.rfilename] : [],
    ),
  };
}
