/** One tab at a time goes on with a run: two would write over each other. The browser frees the lock when a tab closes. */
import type { RunId } from './run-record.ts';

/** Does the work unless another tab is at this run; whether it was done. */
export async function asOnlyTab(id: RunId, work: () => Promise<void>): Promise<boolean> {
  // pages that do not come over https have no locks
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) {
    await work();
    return true;
  }
  return locks.request(`moe-scope.run.${id}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return false;
    await work();
    return true;
  });
}
