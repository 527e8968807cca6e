/** Taking a pruned checkpoint home: what it would be, and how far the writing is. One is written at a time. */
import { queryOptions } from '@tanstack/react-query';
import { create } from 'zustand';
import { encodeFault, isAbort, type FaultWire } from '../core/fault.ts';
import type { KeepList } from '../core/pruning/keep-lists/keep-list.ts';
import type {
  Destination,
  NamedBytes,
  NamedSize,
  NamedText,
  Pruning,
  TakenHome,
  WriteProgress,
} from '../workers/export-contract.ts';
import { identityOf } from './identity.ts';
import { theReader } from './services.ts';
import type { OpenSource } from './session.ts';
import { openWeights } from './weights.ts';

export type { NamedSize };

declare global {
  interface Window {
    /** https://wicg.github.io/file-system-access/#api-showdirectorypicker; not in all browsers. */
    showDirectoryPicker?: (options: {
      readonly id: string;
      readonly mode: 'readwrite';
      readonly startIn: 'downloads';
    }) => Promise<FileSystemDirectoryHandle>;
  }
}

export interface Export {
  readonly source: OpenSource;
  readonly pruning: Pruning;
  /** At most so many bytes of tensors in a file. */
  readonly shardBytes: number;
  /** Of the new folder, or of the download without its ending. */
  readonly name: string;
  /** Written beside the weights. */
  readonly beside: readonly NamedText[];
}

export interface Writing {
  readonly state: 'writing';
  readonly name: string;
  /** Bytes of tensors; both 0 before the first. */
  readonly progress: WriteProgress;
  /** Bytes a second. */
  readonly rate: number;
  readonly stop: () => void;
}

export type ExportJob =
  | Writing
  | { readonly state: 'done'; readonly taken: TakenHome; readonly isDownload: boolean }
  | { readonly state: 'failed'; readonly fault: FaultWire };

/** Null before anything is written, and once it was stopped or its end was seen. */
export const useExport = create<{ readonly job: ExportJob | null }>(() => ({ job: null }));

/** Every file with its bytes. Throws `export-impossible` with all reasons. */
export function prunedFilesQuery({ source, pruning, shardBytes }: Omit<Export, 'name' | 'beside'>) {
  return queryOptions({
    queryKey: ['pruned files', source.catalogue.fingerprint, identityOf(pruning), shardBytes],
    queryFn: async ({ signal }) => {
      const handle = await openWeights(source, signal);
      return theReader().call('prunedFiles', { handle, pruning, shardBytes }, { signal });
    },
    retry: false,
    // plans come and go with every position of a slider
    gcTime: 0,
  });
}

/** Bytes that the browser lends this page for a download to be put together; null where it does not say. */
export const roomQuery = queryOptions({
  queryKey: ['room for downloads'],
  queryFn: async () => {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? null : quota - (usage ?? 0);
  },
  staleTime: 0,
  gcTime: 0,
});

/** Whether the browser has files of a page's own, of which a download can be made. Only over https and on this computer. */
export function canDownload(): boolean {
  return 'storage' in navigator && 'locks' in navigator;
}

/** Asks for a folder; null if the person chose none, or did not let the page write there. */
export async function chooseFolder(): Promise<Destination | null> {
  try {
    const parent = await window.showDirectoryPicker?.({
      id: 'pruned-checkpoints',
      mode: 'readwrite',
      startIn: 'downloads',
    });
    return parent === undefined ? null : { kind: 'folder', parent };
  } catch (error) {
    if (error instanceof DOMException && (isAbort(error) || error.name === 'NotAllowedError')) return null;
    throw error;
  }
}

/** What was written; null if it failed or was stopped, and `useExport` knows which. */
export async function writeExport(wanted: Export, destination: Destination): Promise<TakenHome | null> {
  const { source, pruning, shardBytes, name, beside } = wanted;
  const stopper = new AbortController();
  const { signal } = stopper;
  const stop = () => stopper.abort();
  const beganAt = performance.now();
  const report = (progress: WriteProgress) => {
    const rate = (1000 * progress.writtenBytes) / Math.max(1, performance.now() - beganAt);
    useExport.setState({ job: { state: 'writing', name, progress, rate, stop } });
  };
  report({ writtenBytes: 0, totalBytes: 0 });
  addEventListener('beforeunload', warn);
  try {
    const handle = await openWeights(source, signal);
    const request = { handle, pruning, shardBytes, destination, name, beside };
    const taken = await theReader().call('takeHome', request, { signal, report });
    useExport.setState({ job: { state: 'done', taken, isDownload: destination.kind === 'download' } });
    return taken;
  } catch (error) {
    useExport.setState({ job: isAbort(error) ? null : { state: 'failed', fault: encodeFault(error) } });
    return null;
  } finally {
    removeEventListener('beforeunload', warn);
  }
}

/** What is half written is lost with the page. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export function forgetExport(): void {
  useExport.setState({ job: null });
}

/** Which experts stay, as a file of tensors for programs that read those. */
export function keepMasks(list: KeepList): Promise<NamedBytes> {
  return theReader().call('keepMasks', list);
}
