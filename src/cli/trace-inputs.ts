/** Traces that a person named on the command line, recognised and not yet read. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OpenableFile } from '../core/checkpoint.ts';
import { encodeFault, Fault, toFault, type FaultWire } from '../core/fault.ts';
import type { Trace } from '../core/trace/trace.ts';
import { traceFormats } from '../formats/traces/index.ts';
import { findTraces } from '../formats/traces/open-traces.ts';
import { batchesOf, filesOf, type Batch } from './files-at-path.ts';
import { sourceOf } from './path-source.ts';

export interface NamedTraces {
  readonly traces: readonly Trace[];
  readonly faults: readonly FaultWire[];
}

/** Never throws: what is no trace is among the faults. */
export async function findNamedTraces(paths: readonly string[]): Promise<NamedTraces> {
  const traces: Trace[] = [];
  const faults: FaultWire[] = [];
  for (const batch of await batchesOf(paths)) {
    try {
      const found = await findTraces(await filesWithCompanions(batch), { sourceOf });
      traces.push(...found.traces);
      faults.push(...notTraces(batch, found).map(encodeFault));
    } catch (error) {
      faults.push(encodeFault(error));
    }
  }
  return { traces, faults };
}

/** Named files come with what belongs to them beside. */
async function filesWithCompanions(batch: Batch): Promise<readonly OpenableFile[]> {
  const { folder, names } = batch;
  const files = await filesOf(batch);
  if (names === null) return files;
  const beside = await readdir(folder).catch(() => []);
  const companions = beside.filter(
    (name) => !names.includes(name) && traceFormats.some((format) => format.companions?.test(name)),
  );
  return [
    ...files,
    ...companions.map((name): OpenableFile => ({
      path: name,
      recipe: { kind: 'path', path: join(folder, name) },
    })),
  ];
}

/** Of a folder only if it holds no trace at all. */
function notTraces(
  { folder, names }: Batch,
  { traces, others }: Awaited<ReturnType<typeof findTraces>>,
): Fault[] {
  if (names === null) return traces.length > 0 ? [] : [new Fault('no-trace', { file: basename(folder) })];
  const left = others.filter(({ path }) => names.includes(path));
  return left.map(({ path, recipe }) => {
    try {
      return new Fault(sourceOf(recipe).size === 0 ? 'empty-file' : 'no-trace', { file: path });
    } catch (error) {
      return toFault(error);
    }
  });
}
