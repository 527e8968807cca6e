/** Where tensors are computed. */
export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export interface BackendFacts {
  readonly name: BackendName;
  /** What does the work: a graphics card by its own name, or threads. */
  readonly device: string;
  /** True for a graphics interface that a processor imitates: right, and slow. */
  readonly isSoftware: boolean;
  /** Of a calibration, in milliseconds a step; null if it was not measured. */
  readonly stepMs: number | null;
}

/** Names that drivers without a graphics card behind them give themselves. */
export function isSoftwareDevice(device: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render|lavapipe/i.test(device);
}

/** The fastest that is not imitated; WASM where nothing was measured, as it runs everywhere. */
export function preferredBackend(measured: readonly BackendFacts[]): BackendName {
  const real = measured.filter(({ isSoftware, stepMs }) => !isSoftware && stepMs !== null);
  const [fastest] = real.sort((a, b) => a.stepMs! - b.stepMs!);
  return fastest?.name ?? 'wasm';
}
