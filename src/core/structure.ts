/**
 * Structure: what the tensors of a checkpoint are in a Mixture-of-Experts model. Made by `families/` from names,
 * shapes and config; everything after it speaks of parts, never of names.
 */
import type { Notice } from './fault.ts';
import type { Region } from './region.ts';

/** What a part is. The first four are weight matrices and are drawn; the rest is listed and counted. */
export const roles = [
  'expert',
  'shared-expert',
  'router',
  'other',
  'vector',
  'companion',
  'code',
  'optimizer',
  'alias',
  'undrawn',
] as const;
export type Role = (typeof roles)[number];

/** Roles whose elements are read by a scan: all that are weights, 1-D parameters (for their totals) included. */
export const scannedRoles: readonly Role[] = ['expert', 'shared-expert', 'router', 'other', 'vector'];

/** Roles that enter curves. */
export const drawnRoles: readonly Role[] = ['expert', 'shared-expert', 'router', 'other'];

/** The matrix of a feed-forward block that a part is; `gateUp` where gate and up can't be told apart. */
export const projections = ['gate', 'up', 'down', 'gateUp', 'other'] as const;
export type Projection = (typeof projections)[number];

/** A piece of a tensor with one meaning: a whole tensor, or one expert's projection inside a fused one. */
export interface Part {
  /** Index into `Checkpoint.tensors`. */
  readonly tensor: number;
  readonly role: Role;
  /** Null where there is none (embeddings, a dense model's expert). */
  readonly layer: number | null;
  readonly expert: number | null;
  readonly projection: Projection | null;
  /** Where its elements are, relative to the tensor's first stored element. */
  readonly region: Region;
  /** Elements in the region. */
  readonly parameters: number;
}

export interface Structure {
  /** Id and name of the family, e.g. `mixtral` and "Mixtral"; `dense` and `generic` where none is known. */
  readonly family: string;
  readonly familyName: string;
  /** Number of layers; layer ids are 0 … layers − 1. */
  readonly layers: number;
  /** What to call each layer: its number, or "enc 3", "dec 3", "mtp 61" where a number would be ambiguous. */
  readonly layerLabels: readonly string[];
  /** Ids of layers with routed experts, rising. */
  readonly moeLayers: readonly number[];
  /** Routed experts in a layer (the most, should layers differ); 0 for a dense model. */
  readonly expertsPerLayer: number;
  /** Experts chosen a token; null if neither config nor family tells. */
  readonly topK: number | null;
  /** Always-on experts in a layer, 0 if none. */
  readonly sharedExperts: number;
  readonly parts: readonly Part[];
  readonly notices: readonly Notice[];
}
