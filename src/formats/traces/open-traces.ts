/**
 * Which of the files that were dropped are traces, by their content, and which of them belong together. Reads the first
 * bytes of each file and what importers want to see beyond; what is no trace is for the readers of checkpoints.
 */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { isAbort } from '../../core/fault.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { mapAtOnce } from '../at-once.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { HEAD_BYTES } from '../format.ts';
import { isConfigName } from '../grouping/model-config.ts';
import { baseName, folderOf } from '../grouping/paths.ts';
import { isIndexName } from '../grouping/shard-index.ts';
import { MAX_FILES } from '../limits.ts';
import type { ReadOptions } from '../source.ts';
import { sourceOf as sourceInPage, type SourceOf } from '../sources/source-of.ts';
import { traceFormats } from './index.ts';
import { asTraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export interface FoundTraces {
  /** In the order of their first files. */
  readonly traces: readonly Trace[];
  /** Everything else, with the first bytes of what was looked into. */
  readonly others: readonly OpenableFile[];
}

export interface FindTracesOptions extends ReadOptions {
  /** Defaults to what a page or worker can read; Node adds paths. */
  readonly sourceOf?: SourceOf;
}

/** Never throws but AbortError: what can't be read is no trace, and whoever opens it says why. */
export async function findTraces(
  files: readonly OpenableFile[],
  { sourceOf = sourceInPage, signal }: FindTracesOptions = {},
): Promise<FoundTraces> {
  if (files.length > MAX_FILES) return { traces: [], others: files };
  const looked = await mapAtOnce(files, (file) => lookInto(file, { sourceOf, signal }));
  const groups = groupsOf(looked);
  const taken = new Set(groups.flatMap(({ own, companions }) => [...own, ...companions]));
  return {
    traces: await Promise.all(groups.map((group) => traceOf(group, { sourceOf, signal }))),
    others: looked.filter((each) => !taken.has(each)).map(({ file }) => file),
  };
}

interface Looked {
  readonly file: OpenableFile;
  /** Null for what is no trace. */
  readonly format: TraceFormat | null;
}

async function lookInto(
  file: OpenableFile,
  options: ReadOptions & { readonly sourceOf: SourceOf },
): Promise<Looked> {
  if (isNeverTrace(file.path)) return { file, format: null };
  try {
    const part = partOf(file, options.sourceOf);
    if (part.file.size === 0) return { file, format: null };
    const looked = await asTraceFile(part, options);
    for (const format of traceFormats) {
      if (await format.recognises(looked)) return { file, format };
    }
    return { file: { ...file, head: looked.head.slice(0, HEAD_BYTES) }, format: null };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { file, format: null };
  }
}

function partOf({ path, recipe }: OpenableFile, sourceOf: SourceOf): Trace['files'][number] {
  const { name, size } = sourceOf(recipe);
  return { path, file: { name, size, recipe } };
}

/** Texts, code and pictures that lie beside models, hidden files, and what says how a model's files belong together. */
function isNeverTrace(path: string): boolean {
  const name = baseName(path);
  return (
    name.startsWith('.') ||
    isConfigName(name) ||
    isIndexName(name) ||
    /^(?:tokenizer|generation_config|special_tokens_map|preprocessor_config|vocab|merges)/i.test(name) ||
    /\.(?:md|rst|html?|css|m?js|ts|py|sh|ipynb|pdf|ya?ml|toml|jinja2?|png|jpe?g|gif|webp|svg|ico)$/i.test(
      name,
    )
  );
}

interface Group {
  readonly format: TraceFormat;
  readonly own: readonly Looked[];
  readonly companions: readonly Looked[];
}

/** Files of one producer in one folder, where they are one trace; each for itself where they are not. */
function groupsOf(looked: readonly Looked[]): readonly Group[] {
  const groups = new Map<string, { format: TraceFormat; own: Looked[] }>();
  for (const each of looked) {
    const { file, format } = each;
    if (format === null) continue;
    const key = `${format.id} ${format.areOneTrace === true ? folderOf(file.path) : file.path}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { format, own: [each] });
    else group.own.push(each);
  }
  return Array.from(groups.values(), ({ format, own }) => {
    const folder = folderOf(own[0]!.file.path);
    const companions = looked.filter(
      ({ file, format: known }) =>
        known === null &&
        folderOf(file.path) === folder &&
        format.companions?.test(baseName(file.path)) === true,
    );
    return { format, own, companions };
  });
}

async function traceOf(
  { format, own, companions }: Group,
  { sourceOf, signal }: ReadOptions & { readonly sourceOf: SourceOf },
): Promise<Trace> {
  const parts = [...own, ...companions].map(({ file }) => partOf(file, sourceOf));
  const fingerprint = await fingerprintOf(
    parts.map(({ file }) => file),
    { sourceOf, signal },
  );
  return { format: format.id, formatName: format.name, name: nameOf(own), fingerprint, files: parts };
}

/** Names that every trace of a producer has; the folder's says more. */
const GENERIC = /^(?:routing-trace|observations|router_trace_rank\d+|rank\d+|trace|moe_trace|imatrix)\b/;

function nameOf(own: readonly Looked[]): string {
  const { path } = own[0]!.file;
  const folder = baseName(folderOf(path));
  const isTelling = own.length === 1 && !GENERIC.test(baseName(path));
  return isTelling || folder === '' ? baseName(path) : folder;
}
