/** Which tensors lose weights by their place in a row, and what is needed to tell which. */
import { partColumns } from '../../core/catalogue.ts';
import type { Checkpoint } from '../../core/checkpoint.ts';
import { inputEnergiesOf } from '../../core/pruning/input-energies.ts';
import { inputNorms } from '../../core/pruning/matrix/wanda.ts';
import type { RowRules } from '../../core/pruning/plan-costs.ts';
import type { Structure } from '../../core/structure.ts';
import { matrixPlaces } from '../matrix-places.ts';
import { canMask } from './maskable.ts';
import type { RowMaskedPart } from './row-masks.ts';

export interface PlannedRowMasks {
  /** By index of the original's tensors, in the order in which the parts lie. */
  readonly rowMasks: ReadonlyMap<number, readonly RowMaskedPart[]>;
  /** Sentences; with any of these, the plan can't be written. */
  readonly problems: readonly string[];
}

export function planRowMasks(
  checkpoint: Checkpoint,
  structure: Structure,
  { rules, inputEnergies }: RowRules,
): PlannedRowMasks {
  const energiesOf = inputEnergiesOf({ inputEnergies }, { parts: partColumns(structure.parts) });
  const byPart = new Map<number, RowRules['rules'][number]['rule'][]>();
  for (const { rule, parts } of rules)
    for (const part of parts) byPart.set(part, [...(byPart.get(part) ?? []), rule]);
  const rowMasks = new Map<number, RowMaskedPart[]>();
  const problems: string[] = [];
  const places = byPart.size === 0 ? [] : matrixPlaces(checkpoint, structure, byPart.keys());
  for (const place of places) {
    const { tensor: index, region } = structure.parts[place.part]!;
    const { name, dtype, scaling } = checkpoint.tensors[index]!;
    const energies = energiesOf(place.part, place.columns);
    const norms = energies && inputNorms(energies);
    const own = byPart.get(place.part)!.map((rule) => ({ rule, norms }));
    if (scaling !== undefined || !canMask(dtype)) problems.push(codesProblem(name));
    else rowMasks.set(index, [...(rowMasks.get(index) ?? []), { place, region, rules: own }]);
  }
  for (const parts of rowMasks.values()) parts.sort((a, b) => a.region.offset - b.region.offset);
  return { rowMasks, problems: problems.slice(0, 1) };
}

export function codesProblem(name: string): string {
  return `Weights of “${name}” are codes that scales turn into weights; single ones can’t be made zeros.`;
}
