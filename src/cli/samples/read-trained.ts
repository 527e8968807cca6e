/** Trained samples as they were committed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNames } from '../../training/checkpoint/checkpoint.ts';
import type { TrainedSource } from './sample-files.ts';

/** `folder` is public/samples. */
export function readTrained(folder: string): TrainedSource {
  return async ({ id }) => {
    const read = async (name: string) => new Uint8Array(await readFile(join(folder, id, name)));
    return {
      weights: await read(`${id}.safetensors`),
      config: await read('config.json'),
      trace: await read(fileNames.trace),
    };
  };
}
