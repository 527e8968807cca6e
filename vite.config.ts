import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { recordBuild } from './scripts/build-record.mjs';
import { bundleData } from './scripts/datasets/bundle.mjs';
import { isolationHeaders } from './scripts/headers.mjs';
import { wasmThreads } from './scripts/wasm-threads.mjs';

export default defineConfig({
  // Relative addresses, so that dist/ works under any sub-path of a static host.
  base: './',
  plugins: [react(), bundleData(), recordBuild('vite.config.ts')],
  worker: { format: 'es', plugins: () => [wasmThreads()] },
  // The manifest is for the size budget, which follows the entry's imports in it.
  build: { target: 'es2023', manifest: true, chunkSizeWarningLimit: 1000 },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    environment: 'node',
    // A limit for what hangs, not for what is slow on a busy machine.
    testTimeout: 60_000,
    // Left to itself it keeps a core free, which is half of two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
