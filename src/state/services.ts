/** The threads and caches that the page has one of. Started when first needed. */
import { QueryClient } from '@tanstack/react-query';
import { isTransient } from '../core/fault.ts';
import type { ReaderContract } from '../workers/contracts.ts';
import { MatrixPool } from '../workers/matrix-pool.ts';
import { ScanPool } from '../workers/scan-pool.ts';
import { spawnProber, spawnReader, spawnTracer, spawnUsageThread, type Spawned } from '../workers/spawn.ts';
import type { ProberContract } from '../workers/prober-contract.ts';
import type { TracerContract } from '../workers/tracer-contract.ts';
import type { UsageContract } from '../workers/usage-contract.ts';

/**
 * Answers are about bytes with a fingerprint: they never go stale. Local work must not wait for a network, and typed
 * arrays must not be compared one by one.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 'static',
      gcTime: Infinity,
      structuralSharing: false,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && isTransient(error),
    },
  },
});

let reader: Spawned<ReaderContract> | null = null;
let tracer: Spawned<TracerContract> | null = null;
let usageThread: Spawned<UsageContract> | null = null;
let prober: Spawned<ProberContract> | null = null;
let pool: ScanPool | null = null;
let matrixPool: MatrixPool | null = null;

export function theReader(): Spawned<ReaderContract> {
  return (reader ??= spawnReader());
}

export function theTracer(): Spawned<TracerContract> {
  return (tracer ??= spawnTracer());
}

export function theUsageThread(): Spawned<UsageContract> {
  return (usageThread ??= spawnUsageThread());
}

export function theProber(): Spawned<ProberContract> {
  return (prober ??= spawnProber());
}

export function theMatrixPool(): MatrixPool {
  return (matrixPool ??= new MatrixPool());
}

export function theScanPool(): ScanPool {
  return (pool ??= new ScanPool());
}
