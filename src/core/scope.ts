/**
 * A scope says which weights a curve is about, in words that fit a link and a command line:
 *
 *     all | experts | routers | shared          every weight matrix | routed experts | routers | shared experts
 *     experts/down                              one projection of all routed experts
 *     layer:3                                   every weight matrix of layer 3
 *     expert:3/5  expert:3/*  expert:*\/5        routed experts: one, a layer's, the same id in every layer
 *     expert:3/5/down                           one projection of them
 *     tensor:NAME                               one tensor
 *     expert:3/5+expert:3/6+routers             any union
 *
 * `%`, `+` in tensor names are percent-encoded.
 */
import { drawnRoles, projections, type Part, type Projection, type Structure } from './structure.ts';

export type ScopeTerm =
  | { readonly kind: 'all' | 'routers' | 'shared' }
  | { readonly kind: 'experts'; readonly projection: Projection | null }
  | { readonly kind: 'layer'; readonly layer: number }
  /** Null stands for every layer or expert. */
  | {
      readonly kind: 'expert';
      readonly layer: number | null;
      readonly expert: number | null;
      readonly projection: Projection | null;
    }
  | { readonly kind: 'tensor'; readonly name: string };

/** A union of terms; never empty. */
export type Scope = readonly ScopeTerm[];

export const expertsScope: Scope = [{ kind: 'experts', projection: null }];
export const allScope: Scope = [{ kind: 'all' }];

export function formatScope(scope: Scope): string {
  return scope.map(formatTerm).join('+');
}

function formatTerm(term: ScopeTerm): string {
  switch (term.kind) {
    case 'experts':
      return term.projection === null ? 'experts' : `experts/${term.projection}`;
    case 'layer':
      return `layer:${term.layer}`;
    case 'expert': {
      const id = `expert:${term.layer ?? '*'}/${term.expert ?? '*'}`;
      return term.projection === null ? id : `${id}/${term.projection}`;
    }
    case 'tensor':
      return `tensor:${term.name.replaceAll('%', '%25').replaceAll('+', '%2B')}`;
    default:
      return term.kind;
  }
}

/** Null if the text is not a scope. */
export function parseScope(text: string): Scope | null {
  const terms = text.split('+').map(parseTerm);
  return terms.every((term) => term !== null) ? terms : null;
}

function parseTerm(text: string): ScopeTerm | null {
  if (text === 'all' || text === 'routers' || text === 'shared') return { kind: text };
  const [, head, rest = ''] = /^([a-z]+)[:/]?(.*)$/s.exec(text) ?? [];
  if (head === 'experts') return parseExperts(text, rest);
  if (head === 'layer') return /^layer:\d{1,9}$/.test(text) ? { kind: 'layer', layer: Number(rest) } : null;
  if (head === 'expert') return parseExpert(text);
  if (head === 'tensor' && text.startsWith('tensor:') && rest !== '') {
    return { kind: 'tensor', name: rest.replaceAll('%2B', '+').replaceAll('%25', '%') };
  }
  return null;
}

function parseExperts(text: string, rest: string): ScopeTerm | null {
  if (text === 'experts') return { kind: 'experts', projection: null };
  return text.startsWith('experts/') && isProjection(rest) ? { kind: 'experts', projection: rest } : null;
}

function parseExpert(text: string): ScopeTerm | null {
  const match = /^expert:(\d{1,9}|\*)\/(\d{1,9}|\*)(?:\/([A-Za-z]+))?$/.exec(text);
  if (match === null) return null;
  const projection = match[3] ?? null;
  if (projection !== null && !isProjection(projection)) return null;
  const idOf = (id: string) => (id === '*' ? null : Number(id));
  return { kind: 'expert', layer: idOf(match[1]!), expert: idOf(match[2]!), projection };
}

function isProjection(text: string): text is Projection {
  return (projections as readonly string[]).includes(text);
}

/** Indices of the structure's parts that the scope draws, rising. `tensorName` gives a part's tensor's name. */
export function partsInScope(
  scope: Scope,
  structure: Pick<Structure, 'parts'>,
  tensorName: (tensor: number) => string,
): Uint32Array {
  const chosen: number[] = [];
  structure.parts.forEach((part, index) => {
    if (!drawnRoles.includes(part.role)) return;
    if (scope.some((term) => termHas(term, part, tensorName))) chosen.push(index);
  });
  return Uint32Array.from(chosen);
}

function termHas(term: ScopeTerm, part: Part, tensorName: (tensor: number) => string): boolean {
  switch (term.kind) {
    case 'all':
      return true;
    case 'routers':
      return part.role === 'router';
    case 'shared':
      return part.role === 'shared-expert';
    case 'experts':
      return part.role === 'expert' && hasProjection(part, term.projection);
    case 'layer':
      return part.layer === term.layer;
    case 'expert':
      return (
        part.role === 'expert' &&
        (term.layer === null || part.layer === term.layer) &&
        (term.expert === null || part.expert === term.expert) &&
        hasProjection(part, term.projection)
      );
    case 'tensor':
      return tensorName(part.tensor) === term.name;
  }
}

function hasProjection(part: Part, projection: Projection | null): boolean {
  return projection === null || part.projection === projection;
}
