/** Labels as files have them, and the classes that they mean. */
import { Fault } from '../../../core/fault.ts';
import { compactLabels, type Labels } from '../dataset.ts';
import { MAX_CLASSES } from '../limits.ts';

export interface LabelSource {
  readonly file: string;
  readonly values: ArrayLike<number>;
}

/** Labels of a dataset whose classes are known: 0 … classCount − 1. Throws `label-out-of-range`. */
export function checkLabels({ file, values }: LabelSource, classCount: number): Labels {
  for (let sample = 0; sample < values.length; sample++) {
    const label = values[sample]!;
    if (Number.isInteger(label) && label >= 0 && label < classCount) continue;
    throw outOfRange(file, { sample, label, range: `0 to ${classCount - 1}` });
  }
  return compactLabels(values, classCount);
}

/**
 * Labels of a dataset whose classes are what its training labels are: whole numbers, which need not begin at 0 (the
 * letters of EMNIST are 1 to 26). Throws `label-out-of-range` also for a test label that is not among them.
 */
export function classify(train: LabelSource, test: LabelSource | null) {
  const distinct = new Set<number>();
  for (let sample = 0; sample < train.values.length; sample++) {
    const label = train.values[sample]!;
    if (!Number.isInteger(label) || label < 0) {
      throw outOfRange(train.file, { sample, label, range: 'whole numbers from 0 on' });
    }
    distinct.add(label);
  }
  const { file } = train;
  if (distinct.size > MAX_CLASSES) {
    const facts = { what: 'the number of classes', value: distinct.size, limit: MAX_CLASSES };
    throw new Fault('over-limit', { file, ...facts });
  }
  const known = [...distinct].sort((a, b) => a - b);
  const placeOf = new Map(known.map((label, place) => [label, place]));
  const places = ({ file: of, values }: LabelSource): Labels => {
    const label = Array.from(values, (value, sample) => {
      const place = placeOf.get(value);
      if (place !== undefined) return place;
      throw outOfRange(of, { sample, label: value, range: `those of ${file}` });
    });
    return compactLabels(label, known.length);
  };
  return { classes: known.map(String), train: places(train), test: test && places(test) };
}

function outOfRange(file: string, facts: { sample: number; label: number; range: string }): Fault {
  return new Fault('label-out-of-range', { file, ...facts, label: String(facts.label) });
}
