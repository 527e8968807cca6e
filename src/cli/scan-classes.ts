/**
 * Classes of a scan by which one pass gives both the table that a report draws and those of a summary file: whether a
 * part is drawn, and its usual class.
 */
import type { Part } from '../core/structure.ts';
import { classNameOf } from '../core/summary.ts';

const DRAWN = 'drawn ';
const OTHER = 'other ';

/** Null where a part enters neither. */
export function splitClass({ role, projection }: Part, isDrawn: boolean): string | null {
  const name = classNameOf(role, projection);
  if (name === null && !isDrawn) return null;
  return `${isDrawn ? DRAWN : OTHER}${name ?? ''}`;
}

/** Of all that is drawn, which is one class. */
export function drawnClass(name: string): string | null {
  return name.startsWith(DRAWN) ? 'scope' : null;
}

export function usualClass(name: string): string | null {
  const usual = name.slice(DRAWN.length);
  return usual === '' ? null : usual;
}
