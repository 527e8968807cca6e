/**
 * A family is an architecture as people name it: how its config.json calls it, which layouts its tensors come in,
 * and what tells it from its look-alikes when there is no config.json.
 */
import type { Layout } from './layout.ts';

/** What is known of a checkpoint's names before its family is. */
export interface Seen {
  /** True if some layer has this module, or parameter: a name as in a layout, `self_attn.q_norm`, `self_attn.q_proj.bias`. */
  readonly has: (module: string) => boolean;
  /** Shape of the module's weight where it was met first; null if it was not. */
  readonly shapeOf: (module: string) => readonly number[] | null;
}

export interface Family {
  readonly id: string;
  readonly name: string;
  /** `model_type` and `architectures` of config.json. */
  readonly modelTypes: readonly string[];
  readonly architectures: readonly string[];
  /** `general.architecture` of GGUF files with experts, and what tells them from others of the same. */
  readonly gguf?: {
    readonly architectures: readonly string[];
    readonly has?: readonly string[];
    readonly lacks?: readonly string[];
  };
  /** Tried in order; the layouts of conversions (`conversions` in index.ts) are tried after them. */
  readonly layouts: readonly Layout[];
  /** Modules that its checkpoints have, and modules of look-alikes that they never have. */
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  /** True if its tensors are named just as another family's: only settings tell it, names never do. */
  readonly isNamedBySettings?: true;
  /** Evidence beyond names, from shapes; null if the checkpoint does not tell. */
  readonly fits?: (seen: Seen) => boolean | null;
  /** True if its routers also choose among experts without weights, which come after those that have some. */
  readonly hasWeightlessExperts?: true;
  /** Experts a token where the architecture fixes it and config.json does not say. */
  readonly topK?: number;
}

/** Keeps the id's literal type, from which `FamilyId` is derived. */
export function defineFamily<const F extends Family>(family: F): F {
  return family;
}
