/** Backends in a worker of a page. Each is loaded when it is first wanted. */
import * as tf from '../tf.ts';
import { isSoftwareDevice, type BackendFacts, type BackendName } from './backend.ts';
import { measureStepMs } from './calibration.ts';

/** Makes a backend the one in use. Throws if the browser has none of the kind. */
export async function startPageBackend(name: BackendName): Promise<BackendFacts> {
  const device = await loaders[name]();
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} did not start`);
  await tf.ready();
  return { name, device, isSoftware: isSoftwareDevice(device), stepMs: null };
}

/** Measures what is worth measuring: imitated graphics never win, so they are not tried. */
export async function measurePageBackends(): Promise<readonly BackendFacts[]> {
  const measured: BackendFacts[] = [];
  for (const name of ['wasm', 'webgpu', 'webgl'] as const) {
    const device = await deviceOf(name);
    if (device === null) continue;
    if (isSoftwareDevice(device)) {
      measured.push({ name, device, isSoftware: true, stepMs: null });
      continue;
    }
    try {
      const facts = await startPageBackend(name);
      measured.push({ ...facts, stepMs: await measureStepMs() });
    } catch {
      // a backend that does not start is none
    }
  }
  // it never wins, and is there for everyone
  measured.push({ name: 'cpu', device: 'plain JavaScript', isSoftware: false, stepMs: null });
  return measured;
}

/** Loads a backend's code and says what will do the work. */
const loaders: Record<BackendName, () => Promise<string>> = {
  async webgpu() {
    await import('@tensorflow/tfjs-backend-webgpu');
    return (await webGpuDevice()) ?? 'WebGPU';
  },
  async webgl() {
    await import('@tensorflow/tfjs-backend-webgl');
    return webGlDevice() ?? 'WebGL';
  },
  async wasm() {
    const { setUpWasm } = await import('./wasm-in-page.ts');
    const threads = setUpWasm();
    return threads > 1 ? `${threads} threads` : 'one thread';
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
    return 'plain JavaScript';
  },
};

async function deviceOf(name: BackendName): Promise<string | null> {
  if (name === 'webgpu') return webGpuDevice();
  return name === 'webgl' ? webGlDevice() : 'processor';
}

/** Null without WebGPU: not every browser has it. */
async function webGpuDevice(): Promise<string | null> {
  const { gpu } = navigator as { readonly gpu?: GPU };
  const adapter = (await gpu?.requestAdapter()) ?? null;
  if (adapter === null) return null;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, description].filter(Boolean).join(' ') || 'WebGPU';
  return isFallbackAdapter ? `${name} (software)` : name;
}

/** Null without WebGL 2. */
function webGlDevice(): string | null {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (context === null) return null;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const device: unknown = info === null ? null : context.getParameter(info.UNMASKED_RENDERER_WEBGL);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof device === 'string' ? device : 'WebGL';
}
