/** The list of runs with those that were begun together under one head. */
import type { RunRecord } from '../../state/training/run-record.ts';

export interface RunGroup {
  readonly id: string;
  readonly name: string;
  /** In the order in which they were begun. */
  readonly runs: readonly RunRecord[];
}

export type RunListItem =
  { readonly kind: 'run'; readonly run: RunRecord } | { readonly kind: 'group'; readonly group: RunGroup };

/** Newest first; a group stands where its newest run would. */
export function listItems(records: readonly RunRecord[]): readonly RunListItem[] {
  const seen = new Set<string>();
  return records.flatMap((run): RunListItem[] => {
    if (run.group === null) return [{ kind: 'run', run }];
    const { id } = run.group;
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ kind: 'group', group: groupOf(records, id)! }];
  });
}

/** Null if no run of it is left. */
export function groupOf(records: readonly RunRecord[], id: string): RunGroup | null {
  const runs = records.filter(({ group }) => group?.id === id).toReversed();
  return runs[0]?.group === null || runs[0] === undefined ? null : { ...runs[0].group, runs };
}
