/**
 * From files to checkpoints: which files are models, which of them belong together, and what is wrong with the rest.
 * Reads headers, never elements. What is wrong with one model does not keep another from opening.
 */
import type { Checkpoint, OpenableFile } from '../core/checkpoint.ts';
import { encodeFault, Fault, isAbort, toFault, type FaultWire, type Notice } from '../core/fault.ts';
import { mapAtOnce } from './at-once.ts';
import { filesAtAddress } from './files-at-address.ts';
import { assembleModel, isFailed, isOpened, type FileOutcome } from './grouping/assemble-model.ts';
import { besideModel, unusable, type Unusable } from './grouping/beside.ts';
import { failuresOf, setAside, type Failure } from './grouping/failures.ts';
import { groupFiles } from './grouping/group-files.ts';
import { parseConfig } from './grouping/model-config.ts';
import { baseName } from './grouping/paths.ts';
import { parseShardIndex } from './grouping/shard-index.ts';
import { sortByName } from './grouping/sort-by-name.ts';
import type { HubOptions } from './hub.ts';
import { MAX_CONFIG_BYTES, MAX_FILES, MAX_INDEX_BYTES } from './limits.ts';
import { openFile, readText } from './open-file.ts';
import { sourceOf as sourceInPage, type SourceOf } from './sources/source-of.ts';

export interface OpenOptions extends HubOptions {
  /** Defaults to what a page or worker can read; Node adds paths. */
  readonly sourceOf?: SourceOf;
  readonly report?: (progress: OpenProgress) => void;
  /** True if something else that came with these files has opened: then those of no use are left aside. */
  readonly isAnyOpen?: boolean;
}

export interface OpenProgress {
  readonly openedFiles: number;
  readonly files: number;
}

export interface Opened {
  readonly checkpoints: readonly Checkpoint[];
  /** What could not be opened, and why. */
  readonly faults: readonly FaultWire[];
  /** About the files as a whole; what is to be known of one checkpoint is in its own notices. */
  readonly notices: readonly Notice[];
}

/** Never throws but AbortError. */
export async function openCheckpoints(
  files: readonly OpenableFile[],
  options: OpenOptions = {},
): Promise<Opened> {
  if (files.length > MAX_FILES) return onlyFault(tooManyFiles(files));
  const { weights, indexes, configs, asides } = sortByName(files);
  const hasNone = files.length === 0 || options.isAnyOpen === true;
  if (weights.length === 0) return hasNone ? nothing : onlyFault(noWeights(files));

  const readIndexes = await readTexts(indexes, {
    ...options,
    maxBytes: MAX_INDEX_BYTES,
    parse: parseShardIndex,
  });
  const readConfigs = await readTexts(configs, {
    ...options,
    maxBytes: MAX_CONFIG_BYTES,
    parse: parseConfig,
  });
  const outcomes = new Map((await openFiles(weights, options)).map((outcome) => [outcome.file, outcome]));

  const used = new Set([...outcomes.values()].filter(isOpened).flatMap((outcome) => [...outcome.used]));
  const models = groupFiles(
    weights.filter((file) => !used.has(file)),
    readIndexes.found,
  ).map((group) => {
    const own = group.files.map((file) => outcomes.get(file)!);
    return { group, opened: own.filter(isOpened), failed: own.filter(isFailed) };
  });
  const isOnlyModel = models.filter(({ opened }) => opened.length > 0).length === 1;
  const checkpoints: Checkpoint[] = [];
  const failures: Failure[] = [];
  for (const model of models) {
    const { group, opened, failed } = model;
    failures.push(...failuresOf(failed));
    if (opened.length === 0) continue;
    const near = <T extends { readonly path: string }>(found: readonly T[]) =>
      besideModel(group.folder, { found, isOnlyModel });
    const config = near(readConfigs.found)[0]?.config ?? null;
    const unused = [...near(readConfigs.unusable), ...near(readIndexes.unusable)];
    try {
      checkpoints.push(assembleModel({ ...model, config, notices: unused.map((text) => text.notice) }));
    } catch (error) {
      failures.push({ files: group.files, fault: encodeFault(error) });
    }
  }
  return {
    checkpoints,
    ...setAside(failures, { asides, isAnyOpen: checkpoints.length > 0 || options.isAnyOpen === true }),
  };
}

/** The model that a file at this address belongs to, or that a hub knows by this name. Never throws but AbortError. */
export async function openUrl(address: string, options: OpenOptions = {}): Promise<Opened> {
  try {
    return await openCheckpoints(await filesAtAddress(address, options), options);
  } catch (error) {
    if (isAbort(error)) throw error;
    return { ...nothing, faults: [encodeFault(error)] };
  }
}

const nothing: Opened = { checkpoints: [], faults: [], notices: [] };

function onlyFault(fault: Fault): Opened {
  return { ...nothing, faults: [encodeFault(fault)] };
}

function tooManyFiles(files: readonly OpenableFile[]): Fault {
  const facts = { what: 'the number of files opened together', value: files.length, limit: MAX_FILES };
  return new Fault('over-limit', { file: baseName(files[0]!.path), ...facts });
}

function noWeights(files: readonly OpenableFile[]): Fault {
  return new Fault('no-tensors', { file: baseName(files[0]!.path) });
}

async function openFiles(
  files: readonly OpenableFile[],
  { sourceOf = sourceInPage, signal, report }: OpenOptions,
): Promise<FileOutcome[]> {
  let openedFiles = 0;
  const all = new Map(files.map((file) => [file.path, file]));
  return mapAtOnce(files, async (file): Promise<FileOutcome> => {
    try {
      return { file, ...(await openFile(file, { sourceOf, signal, all })) };
    } catch (error) {
      if (isAbort(error)) throw error;
      return { file, fault: toFault(error) };
    } finally {
      report?.({ openedFiles: ++openedFiles, files: files.length });
    }
  });
}

async function readTexts<T>(
  files: readonly OpenableFile[],
  {
    sourceOf = sourceInPage,
    signal,
    maxBytes,
    parse,
  }: OpenOptions & { maxBytes: number; parse: (bytes: Uint8Array, path: string) => T },
): Promise<{ found: T[]; unusable: Unusable[] }> {
  const found: T[] = [];
  const unused: Unusable[] = [];
  await mapAtOnce(files, async (file) => {
    try {
      found.push(parse(await readText(file, { sourceOf, signal, maxBytes }), file.path));
    } catch (error) {
      if (isAbort(error)) throw error;
      unused.push(unusable(file.path, toFault(error)));
    }
  });
  return { found, unusable: unused };
}
