import { catalogueOf, catalogueTransferables } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { Fault } from '../core/fault.ts';
import type { Structure } from '../core/structure.ts';
import type { Trace } from '../core/trace/trace.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import { fingerprintOf } from '../formats/fingerprint.ts';
import { openCheckpoints, openUrl, type Opened } from '../formats/open.ts';
import { enterToken } from '../formats/sources/credentials.ts';
import { findTraces } from '../formats/traces/open-traces.ts';
import { planScan, type ScanPlan } from '../scan/plan.ts';
import { costOf } from '../scan/units.ts';
import { Handover, serve } from './channel.ts';
import type { OpenReply, PlanRequest, ReaderContract } from './contracts.ts';

interface Held {
  readonly checkpoint: Checkpoint;
  readonly structure: Structure;
}

const held = new Map<number, Held>();
let lastHandle = 0;

async function hold(
  { checkpoints, faults, notices }: Opened,
  { traces, signal }: { traces: readonly Trace[]; signal: AbortSignal },
): Promise<Handover<OpenReply>> {
  const opened = await Promise.all(
    checkpoints.map(async (checkpoint) => {
      const structure = structureOf(checkpoint);
      const fingerprint = await fingerprintOf(checkpoint.files, { signal });
      const handle = ++lastHandle;
      held.set(handle, { checkpoint, structure });
      return { handle, catalogue: catalogueOf(checkpoint, structure, fingerprint) };
    }),
  );
  return new Handover(
    { opened, traces, faults, notices },
    opened.flatMap(({ catalogue }) => catalogueTransferables(catalogue)),
  );
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

serve<ReaderContract>(self, {
  enterToken: (credential) => {
    enterToken(credential);
    return null;
  },
  openFiles: async (files, { signal, report }) => {
    const { traces, others } = await findTraces(files, { signal });
    const isAnyOpen = traces.length > 0;
    return hold(await openCheckpoints(others, { signal, report, isAnyOpen }), { traces, signal });
  },
  areTraces: async (files, { signal }) => {
    const others = new Set((await findTraces(files, { signal })).others.map(({ path }) => path));
    return files.map(({ path }) => !others.has(path));
  },
  openUrl: async ({ address, hub }, { signal, report }) =>
    hold(await openUrl(address, { hub, signal, report }), { traces: [], signal }),
  plan,
  cost: ({ units, ...request }) => costOf(plan(request), units),
  routing: (handle) => {
    const { checkpoint, structure } = find(handle);
    return routingPartsOf(checkpoint, structure);
  },
  close: (handle) => {
    held.delete(handle);
    return null;
  },
});
