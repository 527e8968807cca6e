/** Opening checkpoints: from files, addresses and samples to sources of the session and the view. */
import { queryOptions } from '@tanstack/react-query';
import { decodeSummaryFile, type SummaryFile } from '../core/summary-file.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { parseMapping } from '../core/families/by-hand/mapping.ts';
import { formatHubModel, parseHubAddress } from '../core/hub-address.ts';
import { encodeFault, Fault, isAbort } from '../core/fault.ts';
import type { Sample } from '../core/sample.ts';
import type { OpenableFile, OpenedCheckpoint, OpenReply } from '../workers/contracts.ts';
import { wholeScope } from './curves.ts';
import { keptExtent } from './kept/kept-choice.ts';
import { queryClient, theReader } from './services.ts';
import { addTraces } from './traces.ts';
import {
  addMessage,
  addSource,
  chooseScan,
  endTask,
  nextId,
  startTask,
  useSession,
  type OpenSource,
  type TrainedFiles,
} from './session.ts';
import { isRemote, showSource, sourceId, useView, type SourceId, type SourceRef } from './view.ts';
import { hasWeights } from './weights.ts';

export type { OpenableFile, Sample };

const samplesFolder = new URL('samples/', document.baseURI);

export const samplesQuery = queryOptions({
  queryKey: ['samples'],
  queryFn: async ({ signal }) =>
    (await fetchAsset('index.json', signal).then((r) => r.json())) as readonly Sample[],
});

async function fetchAsset(path: string, signal?: AbortSignal): Promise<Response> {
  const url = new URL(path, samplesFolder).href;
  const response = await fetch(url, { signal: signal ?? null });
  if (!response.ok) throw new Fault('http-status', { url, status: response.status });
  return response;
}

/** Opens dropped or picked files and shows what they hold. `trained`: of the one model among them that was trained here. */
export function openFiles(
  files: readonly OpenableFile[],
  label: string,
  trained?: TrainedFiles,
): Promise<void> {
  if (files.length === 0) return Promise.resolve();
  return asTask(label, null, async (signal) => {
    const reply = await theReader().call('openFiles', files, { signal });
    const known = reply.opened.length === 1 ? trained : undefined;
    const refOf = ({ fingerprint }: Catalogue) => ({ kind: 'file', value: fingerprint }) as const;
    await adopt(reply, { refOf, trained: known, signal });
  });
}

/** Opens an address, or a model on the hub, that the person has asked for. */
export function openAddress(text: string): Promise<void> {
  const ref = refOfAddress(text);
  return ref === null ? refuse(new Fault('bad-address', { text })) : openRemote(ref);
}

/** The same of what a link names. */
export function openRemote(ref: SourceRef): Promise<void> {
  const address = sourceAddress(ref);
  const { hub } = useSession.getState();
  return asTask(address, sourceId(ref), async (signal) => {
    const reply = await theReader().call('openUrl', { address, hub }, { signal });
    await adopt(reply, { refOf: () => ref, signal });
  });
}

function refuse(fault: Fault): Promise<void> {
  addMessage('fault', encodeFault(fault));
  return Promise.resolve();
}

/** What a person would paste. */
export function sourceAddress({ kind, value }: SourceRef): string {
  return kind === 'hf' ? `hf://${value}` : value;
}

/** Null if the text is no address. */
export function refOfAddress(text: string): SourceRef | null {
  const model = parseHubAddress(text);
  if (model !== null) return { kind: 'hf', value: formatHubModel(model) };
  const value = parseAddress(text);
  return value === null ? null : { kind: 'url', value };
}

function parseAddress(text: string): string | null {
  try {
    const { protocol, href } = new URL(text.trim());
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}

/** Opens a bundled sample with its finished analysis. */
export function openSample(id: string): Promise<void> {
  const ref: SourceRef = { kind: 'sample', value: id };
  return asTask(id, sourceId(ref), async (signal) => {
    const samples = await queryClient.query(samplesQuery);
    const sample = samples.find((known) => known.id === id);
    if (sample === undefined) throw new Fault('sample-missing', { sample: id });
    const bytes = new Uint8Array(await (await fetchAsset(sample.summary, signal)).arrayBuffer());
    const { catalogue, summary } = decodeSummaryFile(bytes);
    const url = new URL(sample.weights, samplesFolder).href;
    const source = { id: sourceId(ref), ref, label: sample.title, catalogue, summary };
    addSource({ ...source, weights: { kind: 'sample', url } });
    showSource(ref, wholeScope(catalogue));
    if (sample.trace !== undefined) await openSampleTrace(sample.trace, { sample, signal });
  });
}

async function openSampleTrace(
  path: string,
  { sample, signal }: { readonly sample: Sample; readonly signal: AbortSignal },
): Promise<void> {
  const bytes = new Uint8Array(await (await fetchAsset(path, signal)).arrayBuffer());
  const name = path.slice(path.lastIndexOf('/') + 1);
  const file = { path, recipe: { kind: 'bytes', name, bytes } } as const;
  const { traces } = await theReader().call('openFiles', [file], { signal });
  addTraces(
    traces.map((trace) => ({ ...trace, name: sample.title })),
    { source: sourceId({ kind: 'sample', value: sample.id }), isAlone: false },
  );
}

interface AdoptOptions {
  readonly refOf: (catalogue: Catalogue) => SourceRef;
  readonly trained?: TrainedFiles | undefined;
  readonly signal: AbortSignal;
}

/** Brings what a reader opened into the session and the view; says what could not be opened. */
async function adopt(
  { opened, summaries, traces, faults, notices }: OpenReply,
  { refOf, trained, signal }: AdoptOptions,
): Promise<void> {
  const wanted = wantedFiles();
  summaries.forEach(addSummary);
  for (const checkpoint of opened) {
    for (const ref of readingsOf(refOf(checkpoint.catalogue))) {
      const { handle, catalogue } = await readAs(checkpoint, ref, signal);
      const source: OpenSource = {
        id: sourceId(ref),
        ref,
        label: catalogue.name,
        catalogue,
        weights: { kind: 'open', handle },
        summary: null,
        ...(trained !== undefined && { trained }),
      };
      const kept = isRemote(ref) ? await keptExtent(source, signal) : null;
      if (kept !== null) chooseScan(source.id, kept);
      addSource(source);
      showSource(ref, wholeScope(catalogue));
    }
  }
  addTraces(traces, {
    source: opened.length === 1 ? sourceId(refOf(opened[0]!.catalogue)) : null,
    isAlone: opened.length + summaries.length === 0,
  });
  for (const fault of faults) addMessage('fault', fault);
  for (const notice of notices) addMessage('notice', notice);
  reportMismatch(
    wanted,
    [...opened, ...summaries].map(({ catalogue }) => catalogue.fingerprint),
  );
}

/** As if it were the checkpoint; where that itself is open, it says more. */
function addSummary({ catalogue, summary }: SummaryFile): void {
  const ref: SourceRef = { kind: 'file', value: catalogue.fingerprint };
  const id = sourceId(ref);
  const known = useSession.getState().open[id];
  if (known === undefined || !hasWeights(known)) {
    addSource({ id, ref, label: catalogue.name, catalogue, weights: { kind: 'none' }, summary });
  }
  showSource(ref, wholeScope(catalogue));
}

/** The readings of a source that a link wants: as its names are guessed, unless a person has corrected them. */
function readingsOf({ kind, value }: SourceRef): readonly SourceRef[] {
  const { open } = useSession.getState();
  const wanted = useView
    .getState()
    .sources.filter((ref) => ref.kind === kind && ref.value === value && open[sourceId(ref)] === undefined);
  return wanted.length > 0 ? wanted : [{ kind, value }];
}

async function readAs(
  opened: OpenedCheckpoint,
  { mapping }: SourceRef,
  signal: AbortSignal,
): Promise<OpenedCheckpoint> {
  const rules = mapping === undefined ? null : parseMapping(mapping);
  return rules === null
    ? opened
    : theReader().call('remap', { handle: opened.handle, mapping: rules }, { signal });
}

/** Files that the view names and nobody has opened yet. */
function wantedFiles(): readonly string[] {
  const { open } = useSession.getState();
  return useView
    .getState()
    .sources.flatMap((ref) => (ref.kind === 'file' && open[sourceId(ref)] === undefined ? [ref.value] : []));
}

function reportMismatch(wanted: readonly string[], opened: readonly string[]): void {
  const [expected] = wanted;
  const [actual] = opened;
  if (expected === undefined || actual === undefined || opened.some((print) => wanted.includes(print)))
    return;
  addMessage('notice', encodeFault(new Fault('wrong-file', { expected, actual })));
}

/** Shows that something is being opened, with a way to stop it; says what went wrong. */
export async function asTask(
  label: string,
  answers: SourceId | null,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stopper = new AbortController();
  const id = nextId();
  startTask({ id, label, answers, stop: () => stopper.abort() });
  try {
    await run(stopper.signal);
  } catch (error) {
    if (answers !== null) useSession.setState(({ failed }) => ({ failed: { ...failed, [answers]: true } }));
    if (!isAbort(error)) addMessage('fault', encodeFault(error));
  } finally {
    endTask(id);
  }
}
