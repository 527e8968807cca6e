/**
 * Models on a hub, as `huggingface_hub` writes them (https://huggingface.co/docs/huggingface_hub), and as the address
 * bar shows the Hub's own pages:
 *
 *     hf://owner/name   hf://owner/name@revision   hf://owner/name@revision/folder/file.gguf
 *     https://huggingface.co/owner/name            https://huggingface.co/owner/name/tree/revision/folder
 *
 * "/" in a revision is written as %2F, except in `refs/pr/N` and `refs/convert/NAME`.
 */
export interface HubAddress {
  /** `owner/name`. */
  readonly repository: string;
  readonly revision: string;
  /** Of a file or folder in the repository; "" for the whole of it. */
  readonly path: string;
}

export const usualHub = 'https://huggingface.co';

const usualRevision = 'main';
const slashedRevision = /^refs\/(?:convert\/[\w.-]+|pr\/\d+)$/;
const model =
  /^([\w.-]{1,96}\/[\w.-]{1,96})(?:@(refs\/(?:convert\/[\w.-]+|pr\/\d+)(?=\/|$)|[^/@]{1,300}))?(?:\/(.*))?$/s;
const page = /^https:\/\/huggingface\.co\/([^/?#]+\/[^/?#]+)(?:\/tree\/([^/?#]+)(\/[^?#]*)?)?\/?(?:[?#].*)?$/;

/** First parts of addresses that are no owner of models. */
const noOwners = ['datasets', 'spaces', 'buckets', 'kernels', 'collections', 'docs', 'api', 'blog', 'papers'];

/** Null if the text names no model of a hub. */
export function parseHubAddress(text: string): HubAddress | null {
  const written = text.trim();
  if (written.startsWith('hf://')) return readModel(written.slice('hf://'.length).replace(/^models\//, ''));
  const [, repository, revision, folder = ''] = page.exec(written) ?? [];
  if (repository === undefined) return null;
  const path = decoded(folder);
  return path === null
    ? null
    : readModel(`${repository}${revision === undefined ? '' : `@${revision}`}${path}`);
}

function readModel(text: string): HubAddress | null {
  const [, repository, marked = usualRevision, folder = ''] = model.exec(text) ?? [];
  const revision = decoded(marked);
  const path = folder.split('/').filter((part) => part !== '');
  if (repository === undefined || revision === null || noOwners.includes(repository.split('/')[0]!))
    return null;
  if ([...path, ...repository.split('/')].some((part) => /^\.{1,2}$/.test(part))) return null;
  return { repository, revision, path: path.join('/') };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The short form, without `hf://`: what links carry. */
export function formatHubModel({ repository, revision, path }: HubAddress): string {
  const marked = slashedRevision.test(revision) ? revision : encodeURIComponent(revision);
  return `${repository}${revision === usualRevision ? '' : `@${marked}`}${path === '' ? '' : `/${path}`}`;
}

export function formatHubAddress(address: HubAddress): string {
  return `hf://${formatHubModel(address)}`;
}

/** The base of a hub, without "/" at its end; null if the text is no http(s) address of one. */
export function parseHub(text: string): string | null {
  const base = text.trim().replace(/\/+$/, '');
  return /^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/.test(base) ? base : null;
}

/** Where the bytes of a file are; the hub may redirect. Slashes stay slashes: what has %2F counts as a page there. */
export function hubFileUrl(hub: string, { repository, revision, path }: HubAddress): string {
  const file = path.split('/').map(encodeURIComponent).join('/');
  return `${hub}/${repository}/resolve/${encodeURIComponent(revision)}/${file}`;
}

/** What the hub tells of a revision: its commit as `sha`, its files as `siblings[].rfilename`. */
export function hubListingUrl(hub: string, { repository, revision }: HubAddress): string {
  return `${hub}/api/models/${repository}/revision/${encodeURIComponent(revision)}`;
}
