/** Backends by the names that people know them by. */
import type { BackendFacts, BackendName } from '../../state/training/offered-parts.ts';

export const backendTitles: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};

/** "WebAssembly, 4 threads: 5.2 ms a step". */
export function backendText({ name, device, isSoftware, stepMs }: BackendFacts): string {
  const where = `${backendTitles[name]}, ${device}`;
  if (isSoftware) return `${where}: imitated by the processor, slow`;
  return stepMs === null ? where : `${where}: ${formatStep(stepMs)} a step`;
}

export function formatStep(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** The fastest that is not imitated, if any was measured. */
export function fastestOf(measured: readonly BackendFacts[]): BackendFacts | null {
  const real = measured.filter(({ isSoftware, stepMs }) => !isSoftware && stepMs !== null);
  return real.toSorted((a, b) => a.stepMs! - b.stepMs!)[0] ?? null;
}
