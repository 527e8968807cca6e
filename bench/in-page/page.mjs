/** Hands out one worker a measurement: what it has warmed up, no other measurement finds warm. */

/** @typedef {{ what: 'product' | 'plain', times: number }} Wanted */
/** @typedef {{ ms: number, threads: number }} Measured */

/** @param {Wanted} wanted @returns {Promise<Measured>} */
export function measureStep(wanted) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./step.worker.mjs', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (/** @type {MessageEvent<Measured>} */ { data }) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(wanted);
  });
}

Object.assign(window, { measureStep });
