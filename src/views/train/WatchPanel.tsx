import type { RunRecord } from '../../state/training/run-record.ts';

/** A run as it goes: how well it predicts, and who does the work. */
export function WatchPanel({ run }: { readonly run: RunRecord }) {
  return <p>{run.name}</p>;
}
