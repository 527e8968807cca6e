/**
 * The pass over whole matrices: begun by a person, with progress, stopped at will; what it tells is kept as long as the page
 * is open, table by table, so that a later plan that needs another one reads for that alone.
 */
import { skipToken, useQueries, type UseQueryResult } from '@tanstack/react-query';
import { create } from 'zustand';
import { encodeFault, isAbort, type FaultWire } from '../core/fault.ts';
import { inputEnergiesOf } from '../core/pruning/input-energies.ts';
import {
  orderedParts,
  orderedTableIds,
  orderedTables,
  type OrderedTableId,
  type OrderedTables,
} from '../core/pruning/ordered-tables.ts';
import type { PlanBasis } from '../core/pruning/plan-basis.ts';
import type { TraceReading } from '../core/trace/reading.ts';
import { queryClient, theMatrixPool, theReader } from './services.ts';
import type { OpenSource } from './session.ts';
import { openWeights } from './weights.ts';

/** Counts up when the numbers of a table change. */
const ORDERED_VERSION = 1;

/** Tables that cost little once weights are read, and are filled along with any other. */
const cheap: readonly OrderedTableId[] = ['pattern', 'neuron', 'wanda-pattern', 'wanda-neuron'];

export type OrderedPass =
  | { readonly state: 'running'; /** In [0, 1]. */ readonly fraction: number }
  | { readonly state: 'failed'; readonly fault: FaultWire };

/** By the fingerprint of what is read. */
const usePasses = create<Readonly<Record<string, OrderedPass | undefined>>>(() => ({}));

const stoppers = new Map<string, AbortController>();

/** Null where none is under way. */
export function useOrderedPass(fingerprint: string): OrderedPass | null {
  return usePasses((passes) => passes[fingerprint] ?? null);
}

// ---------------------------------------------------------------- what is known

function tableKey(fingerprint: string, id: OrderedTableId, reading: TraceReading | null) {
  const inputs = id.startsWith('wanda') ? (reading?.fingerprint ?? null) : null;
  return ['ordered', fingerprint, id, inputs, ORDERED_VERSION] as const;
}

/** Null before any pass. The same object until another table is known. */
export function useOrderedTables(source: OpenSource, reading: TraceReading | null): OrderedTables | null {
  const { fingerprint } = source.catalogue;
  return useQueries({
    queries: orderedTableIds.map((id) => ({
      queryKey: tableKey(fingerprint, id, reading),
      queryFn: skipToken,
      gcTime: Infinity,
    })),
    combine: joined,
  });
}

function joined(results: readonly Pick<UseQueryResult, 'data'>[]): OrderedTables | null {
  const known = results.flatMap(({ data }) => (data as OrderedTables | undefined) ?? []);
  if (known[0] === undefined) return null;
  return { ...known[0], tables: new Map(known.flatMap(({ tables }) => [...tables])) };
}

// ---------------------------------------------------------------- the pass

/** Reads the planned matrices once for the tables wanted, and for those that are cheap along with them. */
export async function startOrderedPass(
  source: OpenSource,
  { basis, wanted }: { readonly basis: PlanBasis; readonly wanted: readonly OrderedTableId[] },
): Promise<void> {
  const { fingerprint } = source.catalogue;
  const stopper = new AbortController();
  stoppers.get(fingerprint)?.abort();
  stoppers.set(fingerprint, stopper);
  const tell = (pass: OrderedPass | undefined) => {
    if (stoppers.get(fingerprint) === stopper) usePasses.setState({ [fingerprint]: pass });
  };
  tell({ state: 'running', fraction: 0 });
  try {
    const report = (done: number, of: number) => tell({ state: 'running', fraction: done / of });
    const { signal } = stopper;
    // a question like any other, so that whoever waits for the page waits for it
    await queryClient.query({
      queryKey: ['ordered pass', fingerprint, wanted],
      queryFn: () => readTables(source, { basis, wanted, report, signal }).then(() => true),
      staleTime: 0,
      gcTime: 0,
      retry: false,
    });
    tell(undefined);
  } catch (error) {
    tell(isAbort(error) ? undefined : { state: 'failed', fault: encodeFault(error) });
  }
}

export function stopOrderedPass(fingerprint: string): void {
  stoppers.get(fingerprint)?.abort();
}

interface Reading {
  readonly basis: PlanBasis;
  readonly wanted: readonly OrderedTableId[];
  readonly report: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

async function readTables(source: OpenSource, { basis, wanted, report, signal }: Reading): Promise<void> {
  const { reading, catalogue } = basis.input;
  const handle = await openWeights(source, signal);
  const parts = orderedParts(catalogue);
  const places = await theReader().call('matrices', { handle, parts }, { signal });
  const plan = await theReader().call('plan', { handle, only: parts }, { signal });
  const energiesOf = inputEnergiesOf(reading, catalogue);
  const matrices = places.map((place) => ({ ...place, energies: energiesOf(place.part, place.columns) }));
  const tables = tablesToRead(source, { reading, wanted });
  const answers = await theMatrixPool().measure(plan, { matrices, tables, signal, report });
  const { tables: filled, ...rest } = orderedTables(matrices, { answers, tables });
  for (const [id, table] of filled) {
    const own: OrderedTables = { ...rest, tables: new Map([[id, table]]) };
    queryClient.setQueryData(tableKey(catalogue.fingerprint, id, reading), own);
  }
}

function tablesToRead(
  { catalogue }: OpenSource,
  { reading, wanted }: { readonly reading: TraceReading | null; readonly wanted: readonly OrderedTableId[] },
): readonly OrderedTableId[] {
  const hasEnergies = (reading?.inputEnergies.length ?? 0) > 0;
  return orderedTableIds.filter((id) => {
    const isOffered = wanted.includes(id) || cheap.includes(id);
    const isKnown = queryClient.getQueryData(tableKey(catalogue.fingerprint, id, reading)) !== undefined;
    return isOffered && !isKnown && (hasEnergies || !id.startsWith('wanda'));
  });
}
