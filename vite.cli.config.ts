import { defineConfig } from 'vite';
import { recordBuild } from './scripts/build-record.mjs';

/** The command line: the page's own floors bundled for plain Node, which reads no TypeScript. */
export default defineConfig({
  publicDir: false,
  plugins: [recordBuild('vite.cli.config.ts')],
  // The WASM backend looks for its files beside itself, as CommonJS does.
  define: { __dirname: 'import.meta.dirname' },
  // Packages of TensorFlow.js import their own files without extensions, which Node does not find.
  ssr: { noExternal: [/^@tensorflow\//] },
  build: {
    ssr: true,
    outDir: 'dist-cli',
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: {
      input: {
        main: 'src/cli/main.ts',
        'scan-thread': 'src/cli/scan-thread.ts',
        'make-samples': 'src/cli/make-samples.ts',
        repro: 'src/cli/repro.ts',
        'bench-train': 'src/cli/bench-train.ts',
        'bench-plan': 'src/cli/bench-plan.ts',
      },
      // All in one folder, where `scan-thread.js` is found from whatever chunk asks for it.
      output: { chunkFileNames: '[name].js' },
    },
  },
});
