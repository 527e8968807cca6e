/** Hands out one worker a measurement: what it has warmed up, no other measurement finds warm. */

/** @param {{ what: 'product' | 'plain', times: number }} wanted @returns {Promise<{ ms: number, threads: number }>} */
function measureStep(wanted) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./step.worker.mjs', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(wanted);
  });
}

Object.assign(window, { measureStep });
