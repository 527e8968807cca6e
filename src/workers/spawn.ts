/** Starts workers. Nobody else constructs one. */
import { Fault } from '../core/fault.ts';
import { connect, type Client, type Contract } from './channel.ts';
import type { ReaderContract, ScannerContract } from './contracts.ts';
import type { ProberContract } from './prober-contract.ts';
import type { TracerContract } from './tracer-contract.ts';
import type { TrainerContract } from './trainer-contract.ts';
import type { UsageContract } from './usage-contract.ts';

export interface Spawned<C extends Contract<C>> extends Client<C> {
  terminate(): void;
}

export function spawnReader(): Spawned<ReaderContract> {
  return spawn(
    () => new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module', name: 'reader' }),
  );
}

export function spawnScanner(): Spawned<ScannerContract> {
  return spawn(
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
  return spawn(
    () => new Worker(new URL('./prober.worker.ts', import.meta.url), { type: 'module', name: 'prober' }),
  );
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
