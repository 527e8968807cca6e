/** New records, before anything is known of them. */
import type { Recipe } from '../../core/recipe.ts';
import type { BackendName } from '../../workers/trainer-contract.ts';
import type { RunId, RunRecord } from './run-record.ts';

export function newRun(
  { name, recipe }: { name: string; recipe: Recipe },
  { backend = null, group = null }: { backend?: BackendName | null; group?: RunRecord['group'] },
): RunRecord {
  return {
    id: newId(),
    name,
    recipe,
    group,
    wantedBackend: backend,
    backend: null,
    createdAt: Date.now(),
    state: 'queued',
    fault: null,
    facts: null,
    fractionRead: 0,
    step: 0,
    seconds: 0,
    test: null,
  };
}

/** Until the person gives it a better one. */
export function nameOf({ router, dataset, experts }: Recipe): string {
  const { count } = experts.values;
  const mixture = typeof count === 'number' ? `${router.id}, ${count} experts` : router.id;
  return `${mixture} on ${dataset.id}`;
}

let count = 0;

/** Rising within a page, and no other page's. */
export function newId(): RunId {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return `${Date.now().toString(36)}-${(++count).toString(36).padStart(3, '0')}-${random!.toString(36)}`;
}
