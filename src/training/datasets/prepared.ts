/**
 * Prepared datasets: folders below `data/` beside the page, made by `scripts/data.mjs` from packages. MNIST is always
 * there; of the others the page learns from `data/index.json` whether they are, and otherwise shows the command.
 */
import { Fault } from '../../core/fault.ts';
import type { LoadContext } from './loading.ts';
import { readUnpacked, type DataFile } from './reading/data-file.ts';

interface Prepared {
  readonly name: string;
  /** What fetches and converts it; null for what is there after every start. */
  readonly command: string | null;
  /** To be fetched, packed. */
  readonly downloadBytes: number;
  /** In the order in which they are read. */
  readonly files: readonly string[];
}

const idxFiles = [
  'train-images-idx3-ubyte.gz',
  'train-labels-idx1-ubyte.gz',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
] as const;

const batchFiles = [
  'data_batch_1.bin',
  'data_batch_2.bin',
  'data_batch_3.bin',
  'data_batch_4.bin',
  'data_batch_5.bin',
  'test_batch.bin',
] as const;

export const prepared = {
  mnist: { name: 'MNIST', command: null, downloadBytes: 11_496_804, files: idxFiles },
  'fashion-mnist': {
    name: 'Fashion-MNIST',
    command: 'npm run data -- fashion-mnist',
    downloadBytes: 30_900_652,
    files: idxFiles,
  },
  cifar10: {
    name: 'CIFAR-10',
    command: 'npm run data -- cifar10',
    downloadBytes: 138_940_914,
    files: batchFiles,
  },
  imdb: {
    name: 'IMDB reviews',
    command: 'npm run data -- imdb',
    downloadBytes: 25_546_372,
    files: ['train.jsonl.gz', 'test.jsonl.gz'],
  },
} as const satisfies Readonly<Record<string, Prepared>>;

export type PreparedId = keyof typeof prepared;

/** Reads prepared files that lie under an address, such as `data/` beside the page. */
export function openUnder(folder: URL | string): LoadContext['open'] {
  return async (path, { signal }) => {
    const url = new URL(path, folder).href;
    const response = await fetch(url, { signal: signal ?? null }).catch((cause: unknown) => {
      if (signal?.aborted) throw new DOMException('The reading was cancelled.', 'AbortError');
      throw new Fault('network-unreachable', { url }, { cause });
    });
    const { body, ok, status } = response;
    if (ok && body !== null) {
      return { name: path, size: Number(response.headers.get('Content-Length') ?? 0), stream: () => body };
    }
    await body?.cancel();
    if (status === 404) throw notInstalled(path.split('/')[0]!);
    throw new Fault('http-status', { url, status });
  };
}

/** What to say of a folder that is not there. */
export function notInstalled(id: string): Fault {
  const { name, command } = Object.hasOwn(prepared, id)
    ? prepared[id as PreparedId]
    : { name: id, command: null };
  return new Fault('dataset-not-installed', { dataset: name, command: command ?? 'npm run build' });
}

/** The files of a prepared dataset, opened, with one report of progress over all of them. */
export async function openPrepared(
  id: PreparedId,
  { open, signal, report }: LoadContext,
): Promise<{ files: readonly DataFile[]; reportOf: (file: number) => (bytesRead: number) => void }> {
  const paths = prepared[id].files.map((file) => `${id}/${file}`);
  const files = await Promise.all(paths.map((path) => open(path, { signal })));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const bytesRead = files.map(() => 0);
  const reportOf = (file: number) => (bytes: number) => {
    bytesRead[file] = bytes;
    // A server need not say how long a file is.
    if (total > 0) report?.(Math.min(1, bytesRead.reduce((sum, read) => sum + read, 0) / total));
  };
  return { files, reportOf };
}

/** The files of a prepared dataset, whole and unpacked, in the order of `prepared`. */
export async function readPrepared(id: PreparedId, context: LoadContext): Promise<readonly Uint8Array[]> {
  const { files, reportOf } = await openPrepared(id, context);
  return Promise.all(
    files.map((file, i) => readUnpacked(file, { signal: context.signal, report: reportOf(i) })),
  );
}

/** What `data/index.json` says is there. */
export interface PreparedIndex {
  readonly version: 1;
  readonly datasets: readonly { readonly id: string; readonly bytes: number }[];
}

/** Which datasets lie beside the page. A page without an index has none; whatever else is wrong with it, likewise. */
export function parsePreparedIndex(text: string): readonly PreparedId[] {
  try {
    const index = JSON.parse(text) as Partial<PreparedIndex> | null;
    if (index?.version !== 1 || !Array.isArray(index.datasets)) return [];
    const ids = (index.datasets as readonly ({ readonly id?: unknown } | null)[]).map((entry) => entry?.id);
    return (Object.keys(prepared) as PreparedId[]).filter((id) => ids.includes(id));
  } catch {
    return [];
  }
}
