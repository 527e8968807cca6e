/** Where the package of the WASM backend keeps its binaries. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export function wasmFolder(): string {
  const name = '@tensorflow/tfjs-backend-wasm/package.json';
  return join(dirname(createRequire(import.meta.url).resolve(name)), 'wasm-out');
}
