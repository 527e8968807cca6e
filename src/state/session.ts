/** What is open right now in this tab: not part of a link. */
import { create } from 'zustand';
import type { Catalogue } from '../core/catalogue.ts';
import type { FaultWire } from '../core/fault.ts';
import type { Summary } from '../core/summary.ts';
import type { Trace } from '../core/trace/trace.ts';
import type { EstimateKind } from '../workers/prober-contract.ts';
import type { SourceId, SourceRef, TraceId } from './view.ts';

/** How to read the weights again, if they can be. */
export type Weights =
  /** Open in the reader's thread under this handle. */
  | { readonly kind: 'open'; readonly handle: number }
  /** A bundled sample whose file is fetched only when something needs its weights. */
  | { readonly kind: 'sample'; readonly url: string };

export interface OpenSource {
  readonly id: SourceId;
  readonly ref: SourceRef;
  /** Name shown; a person may change it. */
  readonly label: string;
  readonly catalogue: Catalogue;
  readonly weights: Weights;
  /** A finished analysis that came along, so that nothing needs to be scanned. */
  readonly summary: Summary | null;
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

/** How much of a source is to be read: all of it, blocks of every tensor, or no more than has been. */
export type ScanChoice = 'full' | 'sample' | 'stopped';

export interface Session {
  readonly open: Readonly<Record<SourceId, OpenSource>>;
  /** In the order in which they were opened. */
  readonly traces: readonly OpenTrace[];
  readonly opening: readonly OpeningTask[];
  readonly messages: readonly Message[];
  /** Sources of the view that could not be opened. */
  readonly failed: Readonly<Record<SourceId, true>>;
  /** `full` where absent. */
  readonly scanChoices: Readonly<Record<SourceId, ScanChoice>>;
}

export const useSession = create<Session>(() => ({
  open: {},
  traces: [],
  opening: [],
  messages: [],
  failed: {},
  scanChoices: {},
}));

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

export function chooseScan(id: SourceId, choice: ScanChoice): void {
  useSession.setState(({ scanChoices }) => ({ scanChoices: { ...scanChoices, [id]: choice } }));
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
