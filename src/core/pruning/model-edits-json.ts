/** Edits of a model out of data from elsewhere, such as a downloaded config.json: whether they are some, not of which model. */
import { noEdits, type ModelEdits } from './model-edits.ts';

/** Null if it is none. What is left out is not edited. */
export function readModelEdits(value: unknown): ModelEdits | null {
  if (!isObject(value)) return null;
  const { kept, thresholds, topK } = { ...noEdits, ...value };
  const isSound =
    (kept === null || isRising(kept)) &&
    (topK === null || (isCount(topK) && topK >= 1)) &&
    isObject(thresholds) &&
    Object.values(thresholds).every((threshold) => typeof threshold === 'number' && threshold >= 0);
  return isSound ? { kept, thresholds, topK } : null;
}

function isRising(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((id: unknown, i) => isCount(id) && (i === 0 || id > (value[i - 1] as number)))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
