/** Web addresses as people paste them. */
import { Fault } from '../../core/fault.ts';

/** Throws `bad-address` unless the text is an http(s) address without a password. The fragment is dropped. */
export function parseAddress(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Fault('bad-address', { text });
  }
  url.hash = '';
  return toFileOfPage(url);
}

/** On the Hugging Face Hub the address bar shows a page about the file, /blob/; the file itself is at /resolve/. */
function toFileOfPage(url: URL): URL {
  if (url.hostname === 'huggingface.co') {
    url.pathname = url.pathname.replace(/^(\/(?:datasets\/|spaces\/)?[^/]+\/[^/]+)\/blob\//, '$1/resolve/');
  }
  return url;
}

/** The file's name: the last part of the path, or the host where there is none. */
export function nameOfAddress(url: URL): string {
  return pathParts(url).at(-1) ?? url.hostname;
}

/** What stands for the folder's name: the repository on the Hugging Face Hub, else the part before the file. */
export function folderOfAddress(url: URL): string {
  const folders = pathParts(url).slice(0, -1);
  const revision = folders.indexOf('resolve');
  return (revision > 0 ? folders[revision - 1] : folders.at(-1)) ?? '';
}

/** Another file in the same folder, asked for with the same query (which may hold a signature). */
export function siblingAddress(url: URL, name: string): URL {
  const sibling = new URL(encodeURIComponent(name), url);
  sibling.search = url.search;
  return sibling;
}

function pathParts(url: URL): string[] {
  return url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
