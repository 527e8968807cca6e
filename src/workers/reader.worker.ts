import { catalogueOf, catalogueTransferables } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { applyMapping } from '../core/families/by-hand/apply-mapping.ts';
import { formatMapping } from '../core/families/by-hand/mapping.ts';
import { nameGroups } from '../core/families/by-hand/name-groups.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { Fault } from '../core/fault.ts';
import type { Structure } from '../core/structure.ts';
import { encodeSummaryFile, type SummaryFile } from '../core/summary-file.ts';
import type { Trace } from '../core/trace/trace.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import { fingerprintOf, mappedFingerprint } from '../formats/fingerprint.ts';
import { openCheckpoints, openUrl, type Opened } from '../formats/open.ts';
import { planPrunedFiles, type PrunedFiles } from '../formats/pruned/plan-files.ts';
import { clearStaged } from '../formats/pruned/staged-file.ts';
import { encodeKeepMasks, KEEP_MASKS_FILE } from '../formats/pruned/keep-masks.ts';
import { sizesOf, takeHome } from '../formats/pruned/take-home.ts';
import { enterToken } from '../formats/sources/credentials.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { findSummaries } from '../formats/summaries.ts';
import { findTraces } from '../formats/traces/open-traces.ts';
import { scanIdentity } from '../scan/identity.ts';
import { matrixPlaces } from '../formats/matrix-places.ts';
import { planScan, type ScanPlan } from '../scan/plan.ts';
import { costOf } from '../scan/units.ts';
import { Handover, serve } from './channel.ts';
import type { PrunedRequest } from './export-contract.ts';
import { paced } from './paced.ts';
import type {
  MappingPreview,
  MappingRequest,
  OpenedCheckpoint,
  OpenReply,
  PlanRequest,
  ReaderContract,
} from './contracts.ts';

interface Held {
  readonly checkpoint: Checkpoint;
  readonly structure: Structure;
  /** Before a person corrected it. */
  readonly guessed: Structure;
  /** Of the files. */
  readonly fingerprint: string;
}

const held = new Map<number, Held>();
let lastHandle = 0;

async function hold(
  { checkpoints, faults, notices }: Opened,
  { signal, ...found }: { summaries: readonly SummaryFile[]; traces: readonly Trace[]; signal: AbortSignal },
): Promise<Handover<OpenReply>> {
  const opened = await Promise.all(
    checkpoints.map(async (checkpoint) => {
      const structure = structureOf(checkpoint);
      const fingerprint = await fingerprintOf(checkpoint.files, { signal });
      const handle = keep({ checkpoint, structure, guessed: structure, fingerprint });
      return { handle, catalogue: catalogueOf(checkpoint, structure, fingerprint) };
    }),
  );
  return new Handover(
    { opened, ...found, faults, notices },
    opened.flatMap(({ catalogue }) => catalogueTransferables(catalogue)),
  );
}

function keep(checkpoint: Held): number {
  held.set(++lastHandle, checkpoint);
  return lastHandle;
}

function remap({ handle, mapping }: MappingRequest): Handover<OpenedCheckpoint> {
  const { checkpoint, guessed, fingerprint } = find(handle);
  const isCorrected = mapping.length > 0;
  const structure = isCorrected ? applyMapping(checkpoint.tensors, guessed, mapping).structure : guessed;
  const shown = isCorrected ? mappedFingerprint(fingerprint, formatMapping(mapping)) : fingerprint;
  const catalogue = catalogueOf(checkpoint, structure, shown);
  const opened = { handle: keep({ checkpoint, structure, guessed, fingerprint }), catalogue };
  return new Handover(opened, catalogueTransferables(catalogue));
}

function preview({ handle, mapping }: MappingRequest): MappingPreview {
  const { checkpoint, guessed } = find(handle);
  const { structure, outcomes } = applyMapping(checkpoint.tensors, guessed, mapping);
  const { moeLayers, expertsPerLayer } = structure;
  return { outcomes, moeLayers: moeLayers.length, expertsPerLayer };
}

function find(handle: number): Held {
  const found = held.get(handle);
  if (found === undefined)
    throw new Fault('internal', { detail: 'a closed checkpoint was asked for its weights' });
  return found;
}

function plan({ handle, only, keepsClasses = false }: PlanRequest): ScanPlan {
  const { checkpoint, structure } = find(handle);
  return planScan(checkpoint, structure, {
    ...(only !== null && { only: new Set(only) }),
    ...(only !== null && !keepsClasses && { className: () => 'scope' }),
  });
}

function prunedFiles({ handle, pruning, shardBytes }: PrunedRequest): PrunedFiles {
  const { checkpoint, structure } = find(handle);
  return planPrunedFiles(checkpoint, structure, pruning, { shardBytes });
}

void clearStaged();

serve<ReaderContract>(self, {
  enterToken: (credential) => {
    enterToken(credential);
    return null;
  },
  openFiles: async (files, { signal, report }) => {
    const { summaries, faults, others: rest } = await findSummaries(files, { signal });
    const { traces, others } = await findTraces(rest, { signal });
    const isAnyOpen = traces.length + summaries.length + faults.length > 0;
    const opened = await openCheckpoints(others, { signal, report, isAnyOpen });
    return hold({ ...opened, faults: [...faults, ...opened.faults] }, { summaries, traces, signal });
  },
  areTraces: async (files, { signal }) => {
    const others = new Set((await findTraces(files, { signal })).others.map(({ path }) => path));
    return files.map(({ path }) => !others.has(path));
  },
  openUrl: async ({ address, hub }, { signal, report }) =>
    hold(await openUrl(address, { hub, signal, report }), { summaries: [], traces: [], signal }),
  plan,
  cost: ({ units, ...request }) => costOf(plan(request), units),
  identify: ({ units, ...request }) => {
    const { checkpoint, fingerprint } = find(request.handle);
    const tensorNames = checkpoint.tensors.map(({ name }) => name);
    return scanIdentity({ plan: plan(request), units, fingerprint, tensorNames });
  },
  encodeSummary: (file) => {
    const bytes = encodeSummaryFile(file);
    return new Handover(bytes, [bytes.buffer as ArrayBuffer]);
  },
  matrices: ({ handle, parts }) => {
    const { checkpoint, structure } = find(handle);
    return matrixPlaces(checkpoint, structure, parts);
  },
  routing: (handle) => {
    const { checkpoint, structure } = find(handle);
    return routingPartsOf(checkpoint, structure);
  },
  names: (handle) => {
    const { checkpoint, structure } = find(handle);
    return nameGroups(checkpoint.tensors, structure);
  },
  preview,
  remap,
  prunedFiles: (request) => sizesOf(prunedFiles(request)),
  keepMasks: (list) => ({ name: KEEP_MASKS_FILE, bytes: encodeKeepMasks(list) }),
  takeHome: (request, { signal, report }) =>
    takeHome(prunedFiles(request), { ...request, sourceOf, signal, report: paced(report) }),
  close: (handle) => {
    held.delete(handle);
    return null;
  },
});
