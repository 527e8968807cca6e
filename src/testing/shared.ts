/** Reference fixtures lie beside the repository, not in it; a clone without them skips the tests that need them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';

const root = process.env.MOE_SCOPE_SHARED ?? resolve(import.meta.dirname, '../../../shared');

/** The path of a file below the folder of shared references, or null where that is absent. */
export function sharedFixture(path: string): string | null {
  const found = resolve(root, path);
  return existsSync(found) ? found : null;
}
