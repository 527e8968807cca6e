/** Starts workers. Nobody else constructs one. */
import { Fault } from '../core/fault.ts';
import { connect, type Client, type Contract } from './channel.ts';
import type { Credential, ReaderContract, ScannerContract, TokenKeeper } from './contracts.ts';
import type { MatricesContract } from './matrices-contract.ts';
import type { ProberContract } from './prober-contract.ts';
import type { TracerContract } from './tracer-contract.ts';
import type { TrainerContract } from './trainer-contract.ts';
import type { UsageContract } from './usage-contract.ts';

export interface Spawned<C extends Contract<C>> extends Client<C> {
  terminate(): void;
}

/** Threads that ask servers, and what was entered for them: also for those that start later. */
const keepers = new Set<Client<TokenKeeper>>();
const credentials = new Map<string, Credential>();

/** For one host, in the memory of this page's threads; an empty token takes it back. */
export async function enterToken(credential: Credential): Promise<void> {
  credentials.set(credential.host, credential);
  await Promise.allSettled([...keepers].map((keeper) => keeper.call('enterToken', credential)));
}

export function spawnReader(): Spawned<ReaderContract> {
  return spawnKeeper(
    () => new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module', name: 'reader' }),
  );
}

export function spawnScanner(): Spawned<ScannerContract> {
  return spawnKeeper(
    () => new Worker(new URL('./scanner.worker.ts', import.meta.url), { type: 'module', name: 'scanner' }),
  );
}

export function spawnTrainer(): Spawned<TrainerContract> {
  return spawn(
    () => new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module', name: 'trainer' }),
  );
}

export function spawnTracer(): Spawned<TracerContract> {
  return spawn(
    () => new Worker(new URL('./tracer.worker.ts', import.meta.url), { type: 'module', name: 'tracer' }),
  );
}

export function spawnUsageThread(): Spawned<UsageContract> {
  return spawn(
    () => new Worker(new URL('./usage.worker.ts', import.meta.url), { type: 'module', name: 'usage' }),
  );
}

export function spawnProber(): Spawned<ProberContract> {
  return spawnKeeper(
    () => new Worker(new URL('./prober.worker.ts', import.meta.url), { type: 'module', name: 'prober' }),
  );
}

export function spawnMatrixReader(): Spawned<MatricesContract> {
  return spawnKeeper(
    () => new Worker(new URL('./matrices.worker.ts', import.meta.url), { type: 'module', name: 'matrices' }),
  );
}

function spawnKeeper<C extends Contract<C> & TokenKeeper>(start: () => Worker): Spawned<C> {
  const spawned = spawn<C>(start);
  const keeper = spawned as Client<TokenKeeper>;
  keepers.add(keeper);
  // Messages keep their order: whatever is asked next finds the tokens there.
  for (const credential of credentials.values()) keeper.call('enterToken', credential).catch(() => undefined);
  return {
    ...spawned,
    terminate() {
      keepers.delete(keeper);
      spawned.terminate();
    },
  };
}

function spawn<C extends Contract<C>>(start: () => Worker): Spawned<C> {
  if (typeof Worker === 'undefined') throw new Fault('no-workers', {});
  const worker = start();
  const client = connect<C>(worker);
  worker.addEventListener('error', (event) => {
    client.fail(
      new Fault('worker-lost', { detail: event.message === '' ? 'it could not be loaded' : event.message }),
    );
  });
  worker.addEventListener('messageerror', () => {
    client.fail(new Fault('worker-lost', { detail: 'a message could not be read' }));
  });
  return { ...client, terminate: () => worker.terminate() };
}
