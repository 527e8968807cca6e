/** What tests use of the reference list of architectures, as it is written there. */
import type { Projection } from '../../core/structure.ts';

export interface Registry {
  readonly architectures: readonly RegistryEntry[];
}

export interface RegistryEntry {
  readonly id: string;
  readonly hfModelTypes?: readonly string[];
  readonly architectures?: readonly string[] | null;
  readonly ggufArch?: readonly string[] | null;
  readonly configRoot?: string;
  readonly nameLookAlikes?: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: readonly RegistryTensor[];
}

export interface RegistryTensor {
  readonly role: string;
  readonly pattern: string;
  readonly axes: unknown;
  readonly layout?: string;
  readonly projMap?: Readonly<Record<string, string>>;
  readonly split?: { readonly axis?: number; readonly mode: string; readonly order?: readonly Projection[] };
  readonly examples: readonly string[];
}
