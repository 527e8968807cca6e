import { defineConfig } from 'vite';
import { recordBuild } from './scripts/build-record.mjs';

/** The command line: the page's own floors bundled for plain Node, which reads no TypeScript. */
export default defineConfig({
  publicDir: false,
  plugins: [recordBuild('vite.cli.config.ts')],
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
      },
      // All in one folder, where `scan-thread.js` is found from whatever chunk asks for it.
      output: { chunkFileNames: '[name].js' },
    },
  },
});
