import { defineConfig } from 'vite';
import { recordBuild } from './scripts/build-record.mjs';

/** The command line: the page's own floors bundled for plain Node, which reads no TypeScript. */
export default defineConfig({
  publicDir: false,
  plugins: [recordBuild('vite.cli.config.ts')],
  build: { ssr: 'src/cli/main.ts', outDir: 'dist-cli', emptyOutDir: true, target: 'node20' },
});
