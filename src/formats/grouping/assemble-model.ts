/** One model of its files: what opened, what is missing, and what is to be known of it. */
import type { Checkpoint, ModelConfig, OpenableFile } from '../../core/checkpoint.ts';
import type { EncodingContext } from '../../core/companions.ts';
import { notice, type Fault, type Notice } from '../../core/fault.ts';
import { noticesOfQuantised } from '../../core/quantised.ts';
import { joinScales } from '../../core/scaled-weights.ts';
import { markUndrawn, noticesOfUndrawn } from '../../core/undrawn.ts';
import type { CheckpointFormat, FileContents } from '../format.ts';
import { checkIndex } from './check-index.ts';
import { missingByNumbers, type FileGroup } from './group-files.ts';
import { mergeShards } from './merge-shards.ts';
import { baseName } from './paths.ts';
import type { ShardIndex } from './shard-index.ts';

export type FileOutcome =
  | {
      readonly file: OpenableFile;
      readonly format: CheckpointFormat;
      readonly contents: FileContents;
      /** Other files that it refers to. */
      readonly used: ReadonlySet<OpenableFile>;
    }
  | { readonly file: OpenableFile; readonly fault: Fault };

export type OpenedFile = Extract<FileOutcome, { contents: FileContents }>;
export type FailedFile = Extract<FileOutcome, { fault: Fault }>;

export function isOpened(outcome: FileOutcome): outcome is OpenedFile {
  return 'contents' in outcome;
}

export function isFailed(outcome: FileOutcome): outcome is FailedFile {
  return 'fault' in outcome;
}

export interface ModelParts {
  readonly group: FileGroup;
  /** At least one. */
  readonly opened: readonly OpenedFile[];
  readonly failed: readonly FailedFile[];
  readonly config: ModelConfig | null;
  /** Of texts beside the model that could not be used. */
  readonly notices: readonly Notice[];
}

/** Throws what makes files impossible to read as one model: `mixed-shards`, `duplicate-tensor`, `no-tensors`, … */
export function assembleModel({ group, opened, failed, config, notices }: ModelParts): Checkpoint {
  const shards = opened.map(({ file, contents }) => ({ name: baseName(file.path), contents }));
  const merged = mergeShards(shards);
  const check = group.index && checkIndex(shards, { index: group.index, present: merged.names });
  const index = check?.isBelieved ? group.index : null;
  const missing = [
    ...(index || !group.index ? group.missing : missingByNumbers(group.files)),
    ...failed.map(({ file }) => baseName(file.path)),
  ];
  const tensorsIn = (shard: string) => index?.shards.get(shard)?.length ?? 0;
  const gap = { shards: missing, tensors: missing.reduce((sum, shard) => sum + tensorsIn(shard), 0) };
  const settings = config ?? merged.config;
  const scaled = joinScales(merged.tensors, { files: merged.files, config: settings });
  const tensors = markUndrawn(scaled, absence(index, { present: merged.names, missing }));
  const { id, name: formatName } = opened[0]!.format;
  return {
    name: group.name,
    format: id,
    formatName,
    files: merged.files,
    tensors,
    config: settings,
    metadata: merged.metadata,
    notices: [
      ...(missing.length > 0 ? [notice('missing-shard', gap)] : []),
      ...notices,
      ...(check?.notices ?? []),
      ...merged.notices,
      ...noticesOfQuantised(tensors),
      ...noticesOfUndrawn(tensors),
    ],
  };
}

/** What is known of the tensors that are not there: their names by the index, or just that there are some. */
function absence(
  index: ShardIndex | null,
  { present, missing }: { present: ReadonlySet<string>; missing: readonly string[] },
): EncodingContext {
  if (index === null) return { isComplete: missing.length === 0 };
  return { absentNames: [...index.shards.values()].flat().filter((name) => !present.has(name)) };
}
