/** Fixtures of traces: a file, or a folder of files that are one trace, and what is asked of each. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Collected } from '../core/trace/collector.ts';
import { traceFormats } from '../formats/traces/index.ts';
import type { TraceFile } from '../formats/traces/trace-file.ts';
import type { TraceFormat } from '../formats/traces/trace-format.ts';
import { traceFile } from './trace-of.ts';

export function fixtureFiles(path: string, nameOf = (name: string) => name): TraceFile[] {
  const isFolder = statSync(path).isDirectory();
  const names = isFolder ? readdirSync(path).sort() : [''];
  const folder = isFolder ? path.slice(path.lastIndexOf('/') + 1) : '';
  return names.map((name) => {
    const bytes = new Uint8Array(readFileSync(join(path, name)));
    const own = isFolder ? name : path.slice(path.lastIndexOf('/') + 1);
    return traceFile(isFolder ? `${folder}/${nameOf(own)}` : nameOf(own), bytes);
  });
}

/** The first of the registry that recognises the file. */
export async function formatOf(file: TraceFile): Promise<TraceFormat | undefined> {
  for (const format of traceFormats) if (await format.recognises(file)) return format;
  return undefined;
}

/** By layer. */
export function countsOf({ layers }: Collected): Record<string, number[]> {
  return Object.fromEntries(layers.map(({ layer, counts }) => [String(layer), [...counts.choices]]));
}

/** Every length near the ends, and many between. */
export function cutLengths(length: number): number[] {
  const step = Math.max(1, Math.floor(length / 60));
  return Array.from({ length }, (_, i) => i).filter((i) => i < 40 || i % step === 0 || i > length - 40);
}
