/** Edits of a model out of data from elsewhere, such as a downloaded config.json: whether they are some, not of which model. */
import { quantisedBits, quantisedGroups } from './matrix/quantise.ts';
import type { RowRule } from './matrix/row-rule.ts';
import { noEdits, type MatrixEdit, type MergedExperts, type ModelEdits } from './model-edits.ts';

/** Null if it is none. What is left out is not edited. */
export function readModelEdits(value: unknown): ModelEdits | null {
  if (!isObject(value)) return null;
  const { merged, thresholds, matrices, novices, kept, topK } = { ...noEdits, ...value };
  const isSound =
    (merged === null || isMerged(merged)) &&
    isObject(thresholds) &&
    Object.values(thresholds).every(isAmount) &&
    isListOf(matrices, isMatrixEdit) &&
    isRising(novices) &&
    (kept === null || (isRising(kept) && kept.length > 0)) &&
    (topK === null || (isCount(topK) && topK >= 1));
  return isSound ? { merged, thresholds, matrices, novices, kept, topK } : null;
}

function isMerged(value: unknown): value is MergedExperts {
  if (!isObject(value)) return false;
  const { groups, router, isAligned } = value;
  const isKnown = (router === 'merged' || router === 'kept') && typeof isAligned === 'boolean';
  return isKnown && isListOf(groups, isGroup);
}

function isGroup(value: unknown): value is MergedExperts['groups'][number] {
  if (!isObject(value)) return false;
  const { members, weights, dominant } = value;
  return (
    isRising(members) &&
    isListOf(weights, isAmount) &&
    weights.length === members.length &&
    members.some((member) => member === dominant)
  );
}

function isMatrixEdit(value: unknown): value is MatrixEdit {
  if (!isObject(value) || !isListOf(value.tensors, (name) => typeof name === 'string')) return false;
  const { kind, rule, bits, group, amount } = value;
  if (kind === 'rows') return isRule(rule);
  if (kind === 'quantise')
    return quantisedBits.some((known) => known === bits) && quantisedGroups.some((known) => known === group);
  return (
    kind === 'rank' &&
    isObject(amount) &&
    (amount.kind === 'fraction' || amount.kind === 'energy') &&
    isAmount(amount.fraction)
  );
}

function isRule(value: unknown): value is RowRule {
  if (!isObject(value) || !isObject(value.keep)) return false;
  if (value.score !== 'magnitude' && value.score !== 'wanda') return false;
  const { kind, keep, of, fraction } = value.keep;
  if (kind === 'neuron') return isAmount(fraction);
  return kind === 'pattern' && isCount(keep) && isCount(of) && of > 0;
}

function isListOf<T>(value: unknown, isOne: (entry: unknown) => entry is T): value is readonly T[];
function isListOf(value: unknown, isOne: (entry: unknown) => boolean): value is readonly unknown[];
function isListOf(value: unknown, isOne: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((entry) => isOne(entry));
}

function isRising(value: unknown): value is readonly number[] {
  return isListOf(value, isCount) && value.every((id, i) => i === 0 || id > value[i - 1]!);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
