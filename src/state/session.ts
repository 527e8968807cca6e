/** What is open right now in this tab: not part of a link. */
import { create } from 'zustand';
import { usualHub } from '../core/hub-address.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { OpenableFile } from '../core/checkpoint.ts';
import type { FaultWire } from '../core/fault.ts';
import type { Summary } from '../core/summary.ts';
import type { Trace } from '../core/trace/trace.ts';
import type { EstimateKind } from '../workers/prober-contract.ts';
import { isRemote, type SourceId, type SourceRef, type TraceId } from './view.ts';

/** How to read the weights again, if they can be. */
export type Weights =
  /** Open in the reader's thread under this handle. */
  | { readonly kind: 'open'; readonly handle: number }
  /** A bundled sample whose file is fetched only when something needs its weights. */
  | { readonly kind: 'sample'; readonly url: string }
  /** Opened from a summary: there are none. */
  | { readonly kind: 'none' };

export interface OpenSource {
  readonly id: SourceId;
  readonly ref: SourceRef;
  /** Name shown; a person may change it. */
  readonly label: string;
  readonly catalogue: Catalogue;
  readonly weights: Weights;
  /** A finished analysis that came along, so that nothing needs to be scanned. */
  readonly summary: Summary | null;
  /** Set for models that were trained here: what brings them back to be measured. */
  readonly trained?: TrainedFiles;
}

export interface TrainedFiles {
  /** Weights and config.json, and the state of the training where it is at hand. */
  readonly files: readonly OpenableFile[];
  /** The run of this browser that it is, or came back as. */
  readonly run: string | null;
}

export interface OpenTrace {
  readonly id: TraceId;
  /** Name shown; a person may change it. */
  readonly label: string;
  readonly trace: Trace;
  /** The checkpoint that it came with, if any. */
  readonly source: SourceId | null;
  /** Set where there is no trace at all, but what the routers of `source` alone would do. */
  readonly estimate?: EstimateKind;
}

/** Something being opened. */
export interface OpeningTask {
  readonly id: number;
  readonly label: string;
  /** Which sources of a link it answers, if any. */
  readonly answers: SourceId | null;
  readonly stop: () => void;
}

/** Something that a person should read; stays until dismissed. */
export interface Message {
  readonly id: number;
  readonly kind: 'fault' | 'notice';
  readonly wire: FaultWire;
}

/** What is read of a source: all, a block or a share of every tensor, or the weights of a scope and no others. */
export type Extent = 'full' | 'sample' | `sample:${number}` | `only:${string}`;

/** What is to be read of a source: nothing before the person has been asked, or no more than has been. */
export type ScanChoice = Extent | 'unasked' | 'stopped';

export interface Session {
  readonly open: Readonly<Record<SourceId, OpenSource>>;
  /** In the order in which they were opened. */
  readonly traces: readonly OpenTrace[];
  readonly opening: readonly OpeningTask[];
  readonly messages: readonly Message[];
  /** Sources of the view that could not be opened. */
  readonly failed: Readonly<Record<SourceId, true>>;
  /** See `choiceFor` where absent. */
  readonly scanChoices: Readonly<Record<SourceId, ScanChoice>>;
  /** Base of the hub that names of models are asked of. */
  readonly hub: string;
  /** Hosts for which a token was entered; the tokens themselves are in the threads that read. */
  readonly tokenHosts: readonly string[];
}

export const useSession = create<Session>(() => ({
  open: {},
  traces: [],
  opening: [],
  messages: [],
  failed: {},
  scanChoices: {},
  hub: usualHub,
  tokenHosts: [],
}));

/** The open source that this is the catalogue of; null once it is closed. */
export function openSourceOf(
  { open }: Pick<Session, 'open'>,
  catalogue: OpenSource['catalogue'],
): OpenSource | null {
  return Object.values(open).find((source) => source.catalogue === catalogue) ?? null;
}

let lastId = 0;

export function nextId(): number {
  return ++lastId;
}

export function addSource(source: OpenSource): void {
  useSession.setState(({ open }) => ({ open: { ...open, [source.id]: source } }));
}

export function relabelSource(id: SourceId, label: string): void {
  useSession.setState(({ open }) => {
    const source = open[id];
    return source === undefined ? {} : { open: { ...open, [id]: { ...source, label } } };
  });
}

/** What lies on another server is read only as far as the person says; the rest at once. */
export function choiceFor(source: OpenSource, choices: Session['scanChoices']): ScanChoice {
  return choices[source.id] ?? (isRemote(source.ref) && source.summary === null ? 'unasked' : 'full');
}

export function chooseScan(id: SourceId, choice: ScanChoice): void {
  useSession.setState(({ scanChoices }) => ({ scanChoices: { ...scanChoices, [id]: choice } }));
}

export function setHub(hub: string): void {
  useSession.setState({ hub });
}

export function startTask(task: OpeningTask): void {
  useSession.setState(({ opening }) => ({ opening: [...opening, task] }));
}

export function endTask(id: number): void {
  useSession.setState(({ opening }) => ({ opening: opening.filter((task) => task.id !== id) }));
}

export function addMessage(kind: Message['kind'], wire: FaultWire): void {
  useSession.setState(({ messages }) => ({ messages: [...messages, { id: nextId(), kind, wire }] }));
}

export function dismissMessage(id: number): void {
  useSession.setState(({ messages }) => ({ messages: messages.filter((message) => message.id !== id) }));
}
