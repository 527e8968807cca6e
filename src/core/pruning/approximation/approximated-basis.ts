/** Sizes as they are once something else stands for some matrices, so that experts that go take with them what is left of them. */
import { roleAt } from '../../catalogue.ts';
import { drawnRoles } from '../../structure.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { StoredType } from '../plan-costs.ts';
import { addSizes, newSizes, type SizeBasis, type Sizes } from '../size-basis.ts';
import type { Approximation } from './approximation.ts';
import { bytesOfPart, cellsOfParts, dtypeOfPart, isRounded } from './part-place.ts';

/** Of scales, and of factors of matrices that were rounded. */
const SCALE_TYPE = 'F16';

/** Of every basis the last one, as most sliders change nothing of it. */
const last = new WeakMap<PlanBasis, { approximations: readonly Approximation[]; basis: PlanBasis }>();

export function approximatedBasis(basis: PlanBasis, approximations: readonly Approximation[]): PlanBasis {
  if (approximations.length === 0) return basis;
  const known = last.get(basis);
  const isSame =
    known?.approximations.length === approximations.length &&
    known.approximations.every((each, i) => each === approximations[i]);
  if (isSame) return known.basis;
  const next = { ...basis, size: approximatedSizes(basis, approximations) };
  last.set(basis, { approximations, basis: next });
  return next;
}

function approximatedSizes(basis: PlanBasis, approximations: readonly Approximation[]): SizeBasis {
  const { grid, size, experts, input } = basis;
  const { parts } = input.catalogue;
  const dtypes = typesAfter(size.dtypes, approximations);
  const copy = (sizes: Sizes): Sizes => {
    const own = newSizes(dtypes.length);
    own.memoryBytes.set(sizes.memoryBytes);
    return { ...own, parameters: sizes.parameters, multiplied: sizes.multiplied, diskBytes: sizes.diskBytes };
  };
  const after: SizeBasis = {
    ...size,
    dtypes,
    total: copy(size.total),
    experts: size.experts.map(copy),
    layers: size.layers.map(copy),
    routerShares: size.routerShares.map(copy),
    meanOutputs: size.meanOutputs.map(copy),
  };
  const cellOf = cellsOfParts(basis);
  const rowOf = new Map(grid.layers.map((layer, row) => [layer, row]));
  const add = (part: number, change: Sizes) => {
    const cell = cellOf[part]!;
    const row = cell >= 0 ? Math.floor(cell / grid.columns.length) : rowOf.get(parts.layer[part]!);
    addSizes(after.total, change, 1);
    if (cell >= 0) {
      addSizes(after.experts[cell]!, change, 1);
      addSizes(after.layers[row!]!, change, 1);
    } else if (row !== undefined && grid.kind === 'experts' && roleAt(parts, part) === 'router') {
      addSizes(after.routerShares[row]!, change, 1 / experts[row]!);
    }
  };
  for (const each of approximations) {
    each.parts.forEach((part, i) => {
      add(part, changeOf(basis, part, { each, i, dtypes }));
    });
  }
  for (const [part, change] of companionsGone(basis, approximations, dtypes)) add(part, change);
  return { ...after, areExpertsAlike: areAlike(after.experts, grid.columns.length) };
}

function typesAfter(
  dtypes: readonly StoredType[],
  approximations: readonly Approximation[],
): readonly StoredType[] {
  const added = approximations.map(({ bits }): StoredType => (bits === null ? SCALE_TYPE : `int${bits}`));
  return [...new Set<StoredType>([...dtypes, ...added, SCALE_TYPE])];
}

/** What comes for a matrix, less what it took. */
function changeOf(
  { input: { catalogue } }: PlanBasis,
  part: number,
  {
    each: { parameters, bits, scaleBytes },
    i,
    dtypes,
  }: { readonly each: Approximation; readonly i: number; readonly dtypes: readonly StoredType[] },
): Sizes {
  const change = newSizes(dtypes.length);
  const before = catalogue.parts.parameters[part]!;
  const numbers = parameters?.[i] ?? before;
  const oldBytes = bytesOfPart(catalogue, part);
  const dtype = dtypeOfPart(catalogue, part);
  const stored: StoredType = bits !== null ? `int${bits}` : isRounded(dtype) ? SCALE_TYPE : dtype;
  const newBytes =
    bits !== null
      ? Math.ceil((numbers * bits) / 8)
      : isRounded(dtype)
        ? 2 * numbers
        : (oldBytes * numbers) / before;
  const scales = scaleBytes?.[i] ?? 0;
  change.parameters = change.multiplied = numbers - before;
  change.diskBytes = newBytes + scales - oldBytes;
  change.memoryBytes[dtypes.indexOf(dtype)]! -= oldBytes;
  change.memoryBytes[dtypes.indexOf(stored)]! += newBytes;
  change.memoryBytes[dtypes.indexOf(SCALE_TYPE)]! += scales;
  return change;
}

/** Old scales go with the codes that they are of: of each expert, and of everything else, in proportion to what is replaced. */
function companionsGone(
  basis: PlanBasis,
  approximations: readonly Approximation[],
  dtypes: readonly StoredType[],
): [number, Sizes][] {
  const { catalogue } = basis.input;
  const { parts } = catalogue;
  const companions = Uint32Array.from(parts.role.keys()).filter(
    (part) => roleAt(parts, part) === 'companion',
  );
  if (companions.length === 0) return [];
  const cellOf = cellsOfParts(basis);
  const sums = new Map<number, { all: number; replaced: number }>();
  const isReplaced = new Set(approximations.flatMap((each) => [...each.parts]));
  parts.role.forEach((_, part) => {
    if (!drawnRoles.includes(roleAt(parts, part)) || !isRounded(dtypeOfPart(catalogue, part))) return;
    const sum = sums.get(cellOf[part]!) ?? { all: 0, replaced: 0 };
    sum.all += parts.parameters[part]!;
    if (isReplaced.has(part)) sum.replaced += parts.parameters[part]!;
    sums.set(cellOf[part]!, sum);
  });
  return Array.from(companions, (part): [number, Sizes] => {
    const { all, replaced } = sums.get(cellOf[part]!) ?? { all: 1, replaced: 0 };
    const bytes = (bytesOfPart(catalogue, part) * replaced) / all;
    const gone = newSizes(dtypes.length);
    gone.diskBytes = -bytes;
    gone.memoryBytes[dtypes.indexOf(dtypeOfPart(catalogue, part))] = -bytes;
    return [part, gone];
  });
}

function areAlike(experts: readonly Sizes[], width: number): boolean {
  return experts.every(({ parameters }, cell) => {
    const first = experts
      .slice(cell - (cell % width), cell + 1)
      .find((expert) => expert.parameters > 0)?.parameters;
    return parameters === 0 || parameters === first;
  });
}
