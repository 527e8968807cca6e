/**
 * A model by its name on a hub, or by the address of one of its files: a whole file, an index with its shards beside it, or one numbered shard
 * whose others follow from its name. What else is needed is asked for beside it, and may be absent.
 */
import type { OpenableFile } from '../core/checkpoint.ts';
import { Fault, isAbort, type FaultFacts } from '../core/fault.ts';
import { parseHubAddress } from '../core/hub-address.ts';
import { mapAtOnce } from './at-once.ts';
import { isIndexName, parseShardIndex } from './grouping/shard-index.ts';
import { parseShardName, shardSet } from './grouping/shard-name.ts';
import { resolveHubModel, type HubOptions } from './hub.ts';
import { MAX_CONFIG_BYTES, MAX_FILES, MAX_INDEX_BYTES } from './limits.ts';
import { folderOfAddress, nameOfAddress, parseAddress, siblingAddress } from './sources/address.ts';
import { fetchSmallFile, probeUrl, type ProbeOptions } from './sources/http-probe.ts';

/**
 * Everything of the model that is there, for `openCheckpoints`. Throws what keeps the file at the address itself from
 * being read: `bad-address`, a network fault, `malformed` for an index; only the other files may be absent.
 */
export async function filesAtAddress(address: string, options: HubOptions = {}): Promise<OpenableFile[]> {
  const model = parseHubAddress(address);
  const url = parseAddress(model === null ? address : await resolveHubModel(model, options));
  const files = isIndexName(nameOfAddress(url)) ? filesOfIndex(url, options) : filesOfShard(url, options);
  return (await Promise.all([files, fetchConfig(url, options)])).flat();
}

async function filesOfIndex(url: URL, options: ProbeOptions): Promise<OpenableFile[]> {
  const name = nameOfAddress(url);
  const bytes = await fetchSmallFile(url.href, { ...options, maxBytes: MAX_INDEX_BYTES });
  const { shards } = parseShardIndex(bytes, name);
  const names = [...shards.keys()].sort();
  if (names.length > MAX_FILES) {
    const facts = { what: 'the number of shards', value: names.length, limit: MAX_FILES };
    throw new Fault('over-limit', { file: name, ...facts });
  }
  return [bytesFile(url, name, bytes), ...(await probeSiblings(url, names, options))];
}

async function filesOfShard(url: URL, options: ProbeOptions): Promise<OpenableFile[]> {
  const name = nameOfAddress(url);
  const asked = await probe(url, options);
  const shard = parseShardName(name);
  const others = shard === null ? [] : shardSet([shard]).filter((other) => other !== name);
  return [asked, ...(await probeSiblings(url, others, options))];
}

async function probeSiblings(
  url: URL,
  names: readonly string[],
  options: ProbeOptions,
): Promise<OpenableFile[]> {
  const found = await mapAtOnce(names, (name) =>
    probe(siblingAddress(url, name), options).catch((error: unknown) => {
      if (isAbsent(error)) return null;
      throw error;
    }),
  );
  return found.filter((file) => file !== null);
}

async function probe(url: URL, options: ProbeOptions): Promise<OpenableFile> {
  const { recipe, head } = await probeUrl(url.href, options);
  return { path: pathOf(url, recipe.name), recipe, head };
}

/** Asked for once; whatever keeps it away, the weights are read without it. */
async function fetchConfig(url: URL, options: ProbeOptions): Promise<OpenableFile[]> {
  const name = 'config.json';
  try {
    const bytes = await fetchSmallFile(siblingAddress(url, name).href, {
      ...options,
      maxBytes: MAX_CONFIG_BYTES,
    });
    return [bytesFile(url, name, bytes)];
  } catch (error) {
    if (isAbort(error)) throw error;
    return [];
  }
}

function bytesFile(url: URL, name: string, bytes: Uint8Array): OpenableFile {
  return { path: pathOf(url, name), recipe: { kind: 'bytes', name, bytes } };
}

function pathOf(url: URL, name: string): string {
  const folder = folderOfAddress(url);
  return folder === '' ? name : `${folder}/${name}`;
}

/** Stores answer 403 for what is not there, if asking for a list is not allowed. */
function isAbsent(error: unknown): boolean {
  if (!(error instanceof Fault) || error.code !== 'http-status') return false;
  const { status } = error.facts as FaultFacts['http-status'];
  return status === 403 || status === 404 || status === 410;
}
