/**
 * Runs in the page: reads a chosen file with as many workers as a scan has, in the same way and the same units, and
 * computes nothing. Given to `page.evaluate`, so it must be whole in itself.
 * @param {{ workers: number }} options
 * @returns {Promise<number>} Bytes a second.
 */
export async function readOnly({ workers }) {
  const code = `
    onmessage = async ({ data: { file, units } }) => {
      let buffer = new ArrayBuffer(2 ** 20);
      for (const [start, end] of units) {
        const reader = file.slice(start, end).stream().getReader({ mode: 'byob' });
        for (let at = start; at < end; ) {
          const length = Math.min(2 ** 20, end - at);
          const { value } = await reader.read(new Uint8Array(buffer, 0, length), { min: length });
          buffer = value.buffer;
          at += value.byteLength;
        }
        await reader.cancel();
      }
      postMessage('done');
    }`;
  const input = /** @type {HTMLInputElement} */ (document.querySelector('#bench-file'));
  const file = /** @type {FileList} */ (input.files)[0];
  if (file === undefined) throw new Error('no file was chosen');
  const unitBytes = 32 * 2 ** 20;
  const units = Array.from({ length: Math.ceil(file.size / unitBytes) }, (_, i) => [
    i * unitBytes,
    Math.min(file.size, (i + 1) * unitBytes),
  ]);
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const threads = Array.from({ length: workers }, () => new Worker(url));
  const begun = performance.now();
  await Promise.all(
    threads.map(
      (thread, index) =>
        new Promise((resolve) => {
          thread.onmessage = resolve;
          thread.postMessage({ file, units: units.filter((_, i) => i % workers === index) });
        }),
    ),
  );
  const seconds = (performance.now() - begun) / 1000;
  for (const thread of threads) thread.terminate();
  return file.size / seconds;
}
