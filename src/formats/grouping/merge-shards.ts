/** The tensors of all files of one model as one list, if they are of one model. */
import type { CheckpointFile, ModelConfig } from '../../core/checkpoint.ts';
import { Fault, type Notice } from '../../core/fault.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import type { FileContents } from '../format.ts';
import { MAX_TENSORS } from '../limits.ts';

export interface OpenedShard {
  /** Without folders. */
  readonly name: string;
  readonly contents: FileContents;
}

export interface MergedShards {
  /** Names of all tensors. */
  readonly names: ReadonlySet<string>;
  readonly files: readonly CheckpointFile[];
  readonly tensors: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the first shard that carries settings. */
  readonly config: ModelConfig | null;
  readonly notices: readonly Notice[];
}

/** Throws `no-tensors`, `over-limit`, `duplicate-tensor` or `mixed-shards`. Never without shards. */
export function mergeShards(shards: readonly OpenedShard[]): MergedShards {
  const value = shards.reduce((sum, { contents }) => sum + contents.tensors.length, 0);
  const file = shards[0]!.name;
  if (value === 0) throw new Fault('no-tensors', { file });
  if (value > MAX_TENSORS) {
    throw new Fault('over-limit', { file, what: 'the number of tensors', value, limit: MAX_TENSORS });
  }
  const names = new Set(shards.flatMap(({ contents }) => contents.tensors.map(({ name }) => name)));
  if (names.size < value) throw duplicateIn(shards);
  refuseTwoWidths(shards);
  const files: CheckpointFile[] = [];
  const tensors: TensorEntry[] = [];
  for (const { contents } of shards) {
    const first = files.length;
    for (const file of contents.files) files.push(file);
    for (const tensor of contents.tensors) {
      tensors.push(first === 0 ? tensor : { ...tensor, file: tensor.file + first });
    }
  }
  return {
    names,
    files,
    tensors,
    metadata: Object.fromEntries(
      shards.toReversed().flatMap(({ contents }) => Object.entries(contents.metadata)),
    ),
    config: shards.map(({ contents }) => contents.config ?? null).find((own) => own !== null) ?? null,
    notices: shards.flatMap(({ contents }) => contents.notices),
  };
}

/** Alike, it is a file left over; of another shape, another model's. */
function duplicateIn(shards: readonly OpenedShard[]): Fault {
  const seen = new Map<string, { shard: string; kind: string }>();
  for (const { name: shard, contents } of shards) {
    for (const { name, dtype, shape } of contents.tensors) {
      const kind = `${dtype} [${shape.join(', ')}]`;
      const other = seen.get(name);
      if (other?.kind === kind)
        return new Fault('duplicate-tensor', { file: other.shard, tensor: name, other: shard });
      if (other) {
        const detail = `“${name}” is ${other.kind} in one and ${kind} in the other`;
        return new Fault('mixed-shards', { first: other.shard, second: shard, detail });
      }
      seen.set(name, { shard, kind });
    }
  }
  throw new RangeError('no name is there twice');
}

/** Norms around the blocks of a transformer are as wide as its residual stream, the same in every layer. */
const residualNorm =
  /^(.*)\b(?:layers|h|blocks?)\.\d+\.(?:input_layernorm|post_attention_layernorm|attention_norm|ffn_norm|ln_[12])\.weight$/;

/** Shards with the same numbers and no tensor in common can still be of two models: of different widths. */
function refuseTwoWidths(shards: readonly OpenedShard[]): void {
  if (shards.length === 1) return;
  const seen = new Map<string, { width: number; shard: string }>();
  for (const { name: shard, contents } of shards) {
    for (const { name, shape } of contents.tensors) {
      const [width, ...rest] = shape;
      const stack = rest.length === 0 ? residualNorm.exec(name)?.[1] : undefined;
      if (stack === undefined || width === undefined) continue;
      const other = seen.get(stack);
      if (other && other.width !== width) {
        const detail = `one has layers ${other.width} wide, the other ${width}`;
        throw new Fault('mixed-shards', { first: other.shard, second: shard, detail });
      }
      seen.set(stack, { width, shard });
    }
  }
}
