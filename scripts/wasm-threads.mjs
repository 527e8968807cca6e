/**
 * Lets the threads of the WASM backend of TensorFlow.js survive a production build. The backend starts them from the
 * source text of a function of its own, which after minification refers to names that are not in it; here they start
 * from the file that the function came from. Throws if the backend no longer looks as expected.
 * @returns {import('vite').Plugin}
 */
export function wasmThreads() {
  return {
    name: 'moe-scope:wasm-threads',
    enforce: 'pre',
    transform(code, id) {
      if (!/tfjs-backend-wasm[\\/]dist[\\/]backend_wasm\.js/.test(id)) return null;
      const mended = code.replace(
        /factoryConfig\.mainScriptUrlOrBlob = new Blob\([\s\S]*?\{ type: 'text\/javascript' \}\);/,
        'factoryConfig.mainScriptUrlOrBlob = new URL(threadGlueUrl, self.location.href).href;',
      );
      if (mended === code)
        throw new Error('tfjs-backend-wasm starts its threads in another way than expected');
      return `import threadGlueUrl from '../wasm-out/tfjs-backend-wasm-threaded-simd.js?url';\n${mended}`;
    },
  };
}
