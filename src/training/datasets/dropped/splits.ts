/** Which of several files, or pairs of files, trains and which one tests. */
import { Fault } from '../../../core/fault.ts';
import { roleOf } from './roles.ts';

export interface Splits<T> {
  readonly train: T;
  readonly test: T | null;
}

/**
 * One file is all there is; of two, the one whose name says so is the test, and a validation set serves as one. Throws
 * `several-datasets` where names do not tell.
 */
export function splitsOf<T>(items: readonly T[], nameOf: (item: T) => string): Splits<T> {
  const names = items.map(nameOf);
  if (items.length === 1) return { train: items[0]!, test: null };
  const roles = names.map(roleOf);
  const held = roles.includes('test') ? 'test' : 'validation';
  const tests = items.filter((_, i) => roles[i] === held);
  const trains = items.filter((_, i) => roles[i] === 'train' || roles[i] === null);
  if (tests.length === 1 && trains.length === 1) return { train: trains[0]!, test: tests[0]! };
  throw new Fault('several-datasets', { files: names });
}

/** What is said of files that nobody here knows. */
export const droppedWords = {
  id: 'file',
  origin: 'Files of your own.',
  licence: 'Theirs; nothing is sent anywhere.',
  division: 'As the files have it.',
} as const;
