/** Reads a file as a trace is read, in runs of 4 MiB into one of two buffers, and does nothing with it. */
import { open } from 'node:fs/promises';
import process from 'node:process';

const RUN_BYTES = 4 * 1024 * 1024;

const file = await open(process.argv[2] ?? '');
const buffers = [new Uint8Array(RUN_BYTES), new Uint8Array(RUN_BYTES)];
for (let turn = 0, position = 0; ; turn++) {
  const { bytesRead } = await file.read(buffers[turn % 2] ?? new Uint8Array(0), 0, RUN_BYTES, position);
  if (bytesRead === 0) break;
  position += bytesRead;
}
await file.close();
