/**
 * What a person says of tensors that names alone do not tell: patterns of names, and what the tensors are that have them.
 * Plain data; it lies in a link as the text below.
 *
 *     blocks.{layer}.moe.w1_{expert}>expert/gate;blocks.{layer}.moe.gate>router;blocks.{layer}.stack>expert/up/0
 */
import { projections, type Projection, type Role } from '../../structure.ts';

export const mappedRoles = ['expert', 'shared-expert', 'router', 'other'] as const satisfies readonly Role[];
export type MappedRole = (typeof mappedRoles)[number];

export interface MappingRule {
  /** A name in which `{layer}` and `{expert}` stand for numbers and `*` for anything. */
  readonly pattern: string;
  readonly role: MappedRole;
  /** Of experts and shared experts. */
  readonly projection: Projection | null;
  /** Axis along which experts are stacked, outermost first; null where a tensor is of one expert. */
  readonly expertAxis: number | null;
}

/** The first rule whose pattern fits a name says what its tensor is; tensors that none fits stay as they were guessed. */
export type Mapping = readonly MappingRule[];

/** More are nobody's, and a link could not hold them. */
export const MOST_RULES = 24;
export const LONGEST_PATTERN = 200;
/** A stack of matrices has as many. */
export const MOST_AXES = 3;

export function formatMapping(mapping: Mapping): string {
  return mapping.map(formatRule).join(';');
}

function formatRule({ pattern, role, projection, expertAxis }: MappingRule): string {
  const meaning = [role, projection ?? '', expertAxis ?? ''].join('/').replace(/\/+$/, '');
  return `${escaped(pattern)}>${meaning}`;
}

/** Null if the text makes no sense. */
export function parseMapping(text: string): Mapping | null {
  const rules = text.split(';').map(parseRule);
  return rules.length <= MOST_RULES && rules.every((rule) => rule !== null) ? rules : null;
}

function parseRule(text: string): MappingRule | null {
  const at = text.lastIndexOf('>');
  const pattern = unescaped(text.slice(0, Math.max(0, at)));
  const [role, projection = '', axis = '', ...more] = text.slice(at + 1).split('/');
  const knownRole = mappedRoles.find((known) => known === role);
  const knownProjection = projections.find((known) => known === projection) ?? null;
  if (pattern === '' || pattern.length > LONGEST_PATTERN || more.length > 0) return null;
  if (knownRole === undefined || (projection !== '' && knownProjection === null)) return null;
  if (axis !== '' && !(/^\d$/.test(axis) && Number(axis) < MOST_AXES)) return null;
  return {
    pattern,
    role: knownRole,
    projection: knownProjection,
    expertAxis: axis === '' ? null : Number(axis),
  };
}

/** What parts rules, and sources of a link, from each other. */
function escaped(pattern: string): string {
  return pattern.replaceAll('%', '%25').replaceAll(';', '%3B').replaceAll('~', '%7E');
}

function unescaped(text: string): string {
  return text.replaceAll('%7E', '~').replaceAll('%3B', ';').replaceAll('%25', '%');
}
