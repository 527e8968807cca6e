/** Which weights tell how alike the experts of a layer are: from a checkpoint's names and shapes alone. */
import { projectionAt, roleAt, shapeAt, type Catalogue } from './catalogue.ts';
import type { RouterParts } from './router-parts.ts';
import type { Projection } from './structure.ts';

export type SimilarityRequest =
  /** Cosine of all weights of each expert (its parts, alike in order): alike only if hidden units are in the same order. */
  | { readonly kind: 'weights'; readonly experts: readonly (readonly number[])[] }
  /**
   * Linear CKA of one matrix [rows, hidden units] of each expert, whose rows are dimensions of the model: the same for any
   * order of hidden units.
   */
  | { readonly kind: 'units'; readonly experts: readonly number[]; readonly rows: number }
  /** Cosine of the router's rows: experts that are called by the same tokens. */
  | { readonly kind: 'router'; readonly router: RouterParts };

export type SimilarityKind = SimilarityRequest['kind'];

export interface SimilarityWanted {
  readonly layer: number;
  readonly kind: SimilarityKind;
  /** Width of the model, where it is known from a router. */
  readonly width: number | null;
}

export interface Comparison {
  readonly request: SimilarityRequest;
  /** Ids of the experts compared. */
  readonly experts: readonly number[];
  /** Parts that are read. */
  readonly parts: readonly number[];
}

/** Null where there is nothing of the kind to compare. */
export function similarityRequest(
  catalogue: Catalogue,
  { layer, kind, width }: SimilarityWanted,
  router: RouterParts | null,
): Comparison | null {
  if (kind === 'router') {
    if (router === null) return null;
    const ids = Array.from({ length: router.experts }, (_, expert) => expert);
    return { request: { kind, router }, experts: ids, parts: [router.matrix] };
  }
  const all = partsByExpert(catalogue, layer);
  const [ids, experts] = [all.map(({ expert }) => expert), all.map(({ parts }) => parts)];
  if (kind === 'units') {
    const request = unitsRequest(catalogue, experts, width);
    return request && { request, experts: ids, parts: request.experts };
  }
  const isWhole = experts.length > 1 && experts.every((parts) => sameSizes(catalogue, parts, experts[0]!));
  return isWhole ? { request: { kind, experts }, experts: ids, parts: experts.flat() } : null;
}

/** A matrix whose rows are the model's dimensions: the down projection as most store it, gate or up where transposed. */
function unitsRequest(
  catalogue: Catalogue,
  experts: readonly (readonly number[])[],
  width: number | null,
): Extract<SimilarityRequest, { kind: 'units' }> | null {
  for (const place of (experts[0] ?? []).keys()) {
    const own = experts.flatMap((parts) => parts[place] ?? []);
    if (experts.length < 2 || own.length < experts.length) continue;
    const { parts, tensors } = catalogue;
    const shape = shapeAt(tensors, parts.tensor[own[0]!]!);
    const [rows, columns] = [shape.at(-2), shape.at(-1)];
    const count = parts.parameters[own[0]!]!;
    if (rows === undefined || columns === undefined || rows !== width || columns === width) continue;
    const isAlike = own.every((part) => parts.parameters[part] === count);
    if (isAlike && count % rows === 0) return { kind: 'units', experts: own, rows };
  }
  return null;
}

/** Parts of each expert of a layer by projection; experts without any are left out. */
function partsByExpert(
  { parts }: Catalogue,
  layer: number,
): { readonly expert: number; readonly parts: readonly number[] }[] {
  const byExpert = new Map<number, { part: number; projection: Projection | null }[]>();
  parts.layer.forEach((of, part) => {
    if (of !== layer || roleAt(parts, part) !== 'expert') return;
    const expert = parts.expert[part]!;
    const own = byExpert.get(expert) ?? [];
    own.push({ part, projection: projectionAt(parts, part) });
    byExpert.set(expert, own);
  });
  return [...byExpert]
    .sort(([a], [b]) => a - b)
    .map(([expert, own]) => ({
      expert,
      parts: own
        .sort((a, b) => (a.projection ?? '').localeCompare(b.projection ?? '') || a.part - b.part)
        .map(({ part }) => part),
    }));
}

function sameSizes({ parts }: Catalogue, a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((part, i) => parts.parameters[part] === parts.parameters[b[i]!]);
}
