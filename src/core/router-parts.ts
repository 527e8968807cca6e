/**
 * Which parts of a checkpoint decide where tokens go: the router of each layer with its biases, the norm before it, and
 * the embedding of tokens. Told by role, shape and the names that families use; what is not found is null.
 */
import type { Checkpoint } from './checkpoint.ts';
import type { Part, Structure } from './structure.ts';

export interface RouterParts {
  readonly layer: number;
  readonly experts: number;
  /** Width of what the router sees. */
  readonly width: number;
  /** Indices into the structure's parts. */
  readonly matrix: number;
  /** True for [width, experts]; otherwise a row is an expert's. */
  readonly isTransposed: boolean;
  /** Added to the scores: [experts]. */
  readonly bias: number | null;
  /** Added only to choose, never to weigh (DeepSeek-V3, arXiv 2412.19437): [experts]. */
  readonly selectionBias: number | null;
  /** What the norm multiplies by, [width]. */
  readonly norm: number | null;
}

export interface RoutingParts {
  /** By rising layer. */
  readonly routers: readonly RouterParts[];
  /** [vocabulary, width]. */
  readonly embedding: { readonly part: number; readonly rows: number; readonly width: number } | null;
}

/** Norms that stand right before a feed-forward block, by the names of their families. */
const normName =
  /(?:^|\.)(?:post_attention_layernorm|pre_mlp_layernorm|ffn_norm|mlp_norm|pre_feedforward_layernorm|pre_ff_layernorm|post_attention_norm|norm2|ln_2)(?:\.weight)?$/;

const selectionBiasName = /e_score_correction_bias|exp_probs_b|expert_bias|correction_bias/;
const routerBiasName = /(?:gate|router|gate_inp|wg)\.(?:\w+\.)?bias$/;

const embeddingName =
  /(?:^|\.)(?:embed_tokens|token_embd|tok_embeddings|word_embeddings|wte|shared|embed)(?:\.weight)?$/;

export function routingPartsOf(
  { tensors }: Pick<Checkpoint, 'tensors'>,
  { parts, expertsPerLayer }: Pick<Structure, 'parts' | 'expertsPerLayer'>,
): RoutingParts {
  const shapeOf = ({ tensor }: Part) => tensors[tensor]!.shape;
  const nameOf = ({ tensor }: Part) => tensors[tensor]!.name;
  const expertsOf = expertsByLayer(parts);
  const vectors = parts.flatMap((part, index) => (part.role === 'vector' ? [{ part, index }] : []));
  const find = (layer: number, size: number, name: RegExp) =>
    vectors.find(({ part }) => part.layer === layer && part.parameters === size && name.test(nameOf(part)))
      ?.index ?? null;
  const routers = parts.flatMap((part, matrix): RouterParts[] => {
    const { layer } = part;
    // weights that can't be decoded are no experts' parts, and their router is as good
    const experts = layer === null ? 0 : (expertsOf.get(layer) ?? expertsPerLayer);
    const [rows, columns] = shapeOf(part);
    const isWhole = rows !== undefined && columns !== undefined && part.parameters === rows * columns;
    if (part.role !== 'router' || layer === null || experts === 0 || !isWhole) return [];
    // square, a row is an expert's, as in nearly all files
    const isTransposed = rows !== experts && columns === experts;
    if (rows !== experts && !isTransposed) return [];
    const width = isTransposed ? rows : columns;
    return [
      {
        layer,
        experts,
        width,
        matrix,
        isTransposed,
        bias: find(layer, experts, routerBiasName),
        selectionBias: find(layer, experts, selectionBiasName),
        norm: find(layer, width, normName),
      },
    ];
  });
  const byLayer = new Map(routers.toReversed().map((router) => [router.layer, router]));
  const rising = [...byLayer.values()].sort((a, b) => a.layer - b.layer);
  return { routers: rising, embedding: embeddingOf(parts, { nameOf, shapeOf, width: rising[0]?.width }) };
}

function expertsByLayer(parts: readonly Part[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { role, layer, expert } of parts) {
    if (role !== 'expert' || layer === null || expert === null) continue;
    counts.set(layer, Math.max(counts.get(layer) ?? 0, expert + 1));
  }
  return counts;
}

function embeddingOf(
  parts: readonly Part[],
  {
    nameOf,
    shapeOf,
    width,
  }: {
    readonly nameOf: (part: Part) => string;
    readonly shapeOf: (part: Part) => readonly number[];
    readonly width: number | undefined;
  },
): RoutingParts['embedding'] {
  const part = parts.findIndex((candidate) => {
    const [rows, columns] = shapeOf(candidate);
    const isMatrix = rows !== undefined && columns === width && candidate.parameters === rows * columns!;
    return (
      candidate.role === 'other' &&
      candidate.layer === null &&
      isMatrix &&
      embeddingName.test(nameOf(candidate))
    );
  });
  const [rows] = part < 0 ? [] : shapeOf(parts[part]!);
  return rows === undefined || width === undefined ? null : { part, rows, width };
}

/** All parts that an estimate reads. */
export function partsRead({ routers, embedding }: RoutingParts): ReadonlySet<number> {
  const wanted = routers.flatMap(({ matrix, bias, selectionBias, norm }) => [
    matrix,
    bias,
    selectionBias,
    norm,
  ]);
  return new Set([...wanted, embedding?.part ?? null].filter((part) => part !== null));
}
