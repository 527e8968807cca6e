/**
 * A scope says which weights a curve is about, in words that fit a link and a command line:
 *
 *     all | experts | routers | shared          every weight matrix | routed experts | routers | shared experts
 *     experts/down                              one projection of all routed experts
 *     layer:3                                   every weight matrix of layer 3
 *     expert:3/5  expert:3/*  expert:*\/5        routed experts: one, a layer's, the same id in every layer
 *     expert:3/5/down                           one projection of them
 *     projection:3/down  projection:*\/down      every matrix of that projection, in one layer or all
 *     tensor:NAME                               one tensor
 *     expert:3/5+expert:3/6+routers             any union
 *
 * `%`, `+` in tensor names are percent-encoded.
 */
import type { PartColumns } from './catalogue.ts';
import { drawnRoles, projections, roles, type Projection, type Role } from './structure.ts';

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
  | { readonly kind: 'projection'; readonly layer: number | null; readonly projection: Projection }
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
    case 'projection':
      return `projection:${term.layer ?? '*'}/${term.projection}`;
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
  if (head === 'projection') return parseProjection(text);
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

function parseProjection(text: string): ScopeTerm | null {
  const match = /^projection:(\d{1,9}|\*)\/([A-Za-z]+)$/.exec(text);
  if (match === null || !isProjection(match[2]!)) return null;
  return { kind: 'projection', layer: match[1] === '*' ? null : Number(match[1]), projection: match[2] };
}

function isProjection(text: string): text is Projection {
  return (projections as readonly string[]).includes(text);
}

/** Indices of the parts that the scope draws, rising. */
export function partsInScope(scope: Scope, parts: PartColumns, tensorNames: readonly string[]): Uint32Array {
  const tests = scope.map((term) => termTest(term, parts, tensorNames));
  const chosen = new Uint32Array(parts.role.length);
  let size = 0;
  for (let part = 0; part < chosen.length; part++) {
    if (isDrawn[parts.role[part]!] === true && tests.some((test) => test(part))) chosen[size++] = part;
  }
  return chosen.slice(0, size);
}

const isDrawn = roles.map((role) => drawnRoles.includes(role));
const routed = roles.indexOf('expert');

function termTest(
  term: ScopeTerm,
  parts: PartColumns,
  tensorNames: readonly string[],
): (part: number) => boolean {
  switch (term.kind) {
    case 'all':
      return () => true;
    case 'routers':
      return roleTest(parts, 'router');
    case 'shared':
      return roleTest(parts, 'shared-expert');
    case 'experts':
      return expertTest(parts, { layer: null, expert: null, projection: term.projection });
    case 'layer':
      return (part) => parts.layer[part] === term.layer;
    case 'expert':
      return expertTest(parts, term);
    case 'projection':
      return projectionTest(parts, term);
    case 'tensor':
      return (part) => tensorNames[parts.tensor[part]!] === term.name;
  }
}

function roleTest(parts: PartColumns, role: Role): (part: number) => boolean {
  const index = roles.indexOf(role);
  return (part) => parts.role[part] === index;
}

function projectionTest(
  parts: PartColumns,
  { layer, projection }: { layer: number | null; projection: Projection },
): (part: number) => boolean {
  const index = projections.indexOf(projection);
  return (part) => parts.projection[part] === index && (layer === null || parts.layer[part] === layer);
}

function expertTest(
  parts: PartColumns,
  {
    layer,
    expert,
    projection,
  }: { layer: number | null; expert: number | null; projection: Projection | null },
): (part: number) => boolean {
  const projectionIndex = projection === null ? null : projections.indexOf(projection);
  return (part) =>
    parts.role[part] === routed &&
    (layer === null || parts.layer[part] === layer) &&
    (expert === null || parts.expert[part] === expert) &&
    (projectionIndex === null || parts.projection[part] === projectionIndex);
}
