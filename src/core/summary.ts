/** A summary: the result of a scan. Small, transferable, and all that charts ever see of the weights. */
import type { SketchColumns } from './sketch/columns.ts';
import type { Sketch } from './sketch/sketch.ts';
import { drawnRoles, type Projection, type Role } from './structure.ts';

/** Raised whenever the meaning of a summary changes, so that kept ones are not mistaken for new. */
export const PASS_VERSION = 1;

/**
 * Parts that are always looked at together get a full table of magnitudes, so that their curves are exact. A class
 * is named by its role, and by its projection for experts: `expert/gate`, `shared-expert`, `router`, `other`.
 */
export interface ClassTable {
  readonly name: string;
  readonly sketch: Sketch;
}

export interface Summary {
  /** `exact`: every byte was read. `sample`: seeded blocks of every tensor, scaled to the whole. */
  readonly kind: 'exact' | 'sample';
  /** One row a part of the structure; an empty sketch for parts that a scan leaves out. */
  readonly parts: SketchColumns;
  readonly classes: readonly ClassTable[];
}

/** The class of a part with this role and projection, or null if it is in none. */
export function classNameOf(role: Role, projection: Projection | null): string | null {
  if (!drawnRoles.includes(role)) return null;
  return role === 'expert' ? `expert/${projection ?? 'other'}` : role;
}
