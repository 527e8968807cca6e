/** Sizes as they are once something else stands for some matrices, so that experts that go take with them what is left of them. */
import { roleAt } from '../../catalogue.ts';
import { dtypeNames, type Dtype } from '../../dtype.ts';
import { drawnRoles, roles } from '../../structure.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { StoredType } from '../plan-costs.ts';
import { newSizes, routerRows, type SizeBasis, type Sizes } from '../size-basis.ts';
import { marksOf, type Approximation } from './approximation.ts';
import { bytesOfPart, cellsOfParts, dtypeOfPart, isRounded } from './part-place.ts';

/** Of scales, and of factors of matrices that were rounded. */
const SCALE_TYPE = 'F16';

const COMPANION = roles.indexOf('companion');

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
  const { grid, size, input } = basis;
  const { parts } = input.catalogue;
  const dtypes = typesAfter(size.dtypes, approximations);
  const copy = (sizes: Sizes) => copyTo(newSizes(dtypes.length), sizes);
  const after: SizeBasis = {
    ...size,
    dtypes,
    total: copy(size.total),
    experts: copiedExperts(basis, dtypes.length),
    layers: size.layers.map(copy),
    routerShares: size.routerShares.map(copy),
    meanOutputs: size.meanOutputs.map(copy),
  };
  const cellOf = cellsOfParts(basis);
  const rowOf = new Map(grid.layers.map((layer, row) => [layer, row]));
  const add = (part: number, change: Change) => {
    const cell = cellOf[part]!;
    const row = cell >= 0 ? Math.floor(cell / grid.columns.length) : rowOf.get(parts.layer[part]!);
    addChange(after.total, change, 1);
    if (cell >= 0) {
      addChange(after.experts[cell]!, change, 1);
      addChange(after.layers[row!]!, change, 1);
    } else if (row !== undefined && grid.kind === 'experts' && roleAt(parts, part) === 'router') {
      addChange(after.routerShares[row]!, change, 1 / routerRows(input.catalogue, grid, row));
    }
  };
  const change = newChange(dtypes);
  for (const each of approximations) {
    const types = replacedTypes(dtypes, each);
    for (let i = 0; i < each.parts.length; i++) {
      setChange(change, basis, { each, i, types });
      add(each.parts[i]!, change);
    }
  }
  for (const [part, bytes] of companionsGone(basis, approximations)) {
    Object.assign(change, newChange(dtypes), {
      gone: dtypes.indexOf(dtypeOfPart(input.catalogue, part)),
      goneBytes: bytes,
    });
    add(part, change);
  }
  return { ...after, areExpertsAlike: areAlike(after.experts, grid.columns.length) };
}

function copyTo(to: Sizes, sizes: Sizes): Sizes {
  to.parameters = sizes.parameters;
  to.multiplied = sizes.multiplied;
  to.diskBytes = sizes.diskBytes;
  to.memoryBytes.fill(0);
  to.memoryBytes.set(sizes.memoryBytes);
  return to;
}

/** Thousands that every position of a slider would have to make anew: written over, as only the last basis is kept. */
const buffers = new WeakMap<PlanBasis, readonly Sizes[]>();

function copiedExperts(basis: PlanBasis, dtypes: number): readonly Sizes[] {
  const { experts } = basis.size;
  const known = buffers.get(basis);
  const isFitting = known?.[0]?.memoryBytes.length === dtypes;
  const own = isFitting ? known : experts.map(() => newSizes(dtypes));
  buffers.set(basis, own);
  experts.forEach((sizes, cell) => copyTo(own[cell]!, sizes));
  return own;
}

function typesAfter(
  dtypes: readonly StoredType[],
  approximations: readonly Approximation[],
): readonly StoredType[] {
  const added = approximations.map(({ bits }): StoredType => (bits === null ? SCALE_TYPE : `int${bits}`));
  return [...new Set<StoredType>([...dtypes, ...added, SCALE_TYPE])];
}

/** What comes for a matrix, and what goes. One is used again and again, as there are tens of thousands. */
interface Change {
  numbers: number;
  /** Places of data types, and bytes of each. */
  gone: number;
  goneBytes: number;
  stored: number;
  storedBytes: number;
  readonly scales: number;
  scaleBytes: number;
}

function newChange(dtypes: readonly StoredType[]): Change {
  const scales = dtypes.indexOf(SCALE_TYPE);
  return { numbers: 0, gone: 0, goneBytes: 0, stored: 0, storedBytes: 0, scales, scaleBytes: 0 };
}

function addChange(sizes: Sizes, change: Change, times: number): void {
  const { memoryBytes } = sizes;
  sizes.parameters += times * change.numbers;
  sizes.multiplied += times * change.numbers;
  sizes.diskBytes += times * (change.storedBytes + change.scaleBytes - change.goneBytes);
  memoryBytes[change.gone]! -= times * change.goneBytes;
  memoryBytes[change.stored]! += times * change.storedBytes;
  memoryBytes[change.scales]! += times * change.scaleBytes;
}

/** By the number of a data type in catalogues: its place among the types of sizes, and what is stored in its stead. */
interface ReplacedTypes {
  readonly gone: Int32Array;
  readonly stored: Int32Array;
  readonly isRounded: Uint8Array;
}

function replacedTypes(dtypes: readonly StoredType[], { bits }: Approximation): ReplacedTypes {
  const storedType = (dtype: Dtype): StoredType =>
    bits !== null ? `int${bits}` : isRounded(dtype) ? SCALE_TYPE : dtype;
  return {
    gone: Int32Array.from(dtypeNames, (dtype) => dtypes.indexOf(dtype)),
    stored: Int32Array.from(dtypeNames, (dtype) => dtypes.indexOf(storedType(dtype))),
    isRounded: Uint8Array.from(dtypeNames, (dtype) => (isRounded(dtype) ? 1 : 0)),
  };
}

interface Replaced {
  readonly each: Approximation;
  /** Place of the part in it. */
  readonly i: number;
  readonly types: ReplacedTypes;
}

function setChange(
  change: Change,
  { input: { catalogue } }: PlanBasis,
  { each: { parts, parameters, bits, scaleBytes }, i, types }: Replaced,
): void {
  const part = parts[i]!;
  const before = catalogue.parts.parameters[part]!;
  const numbers = parameters?.[i] ?? before;
  const dtype = catalogue.tensors.dtype[catalogue.parts.tensor[part]!]!;
  change.numbers = numbers - before;
  change.gone = types.gone[dtype]!;
  change.goneBytes = bytesOfPart(catalogue, part);
  change.stored = types.stored[dtype]!;
  if (bits !== null) change.storedBytes = Math.ceil((numbers * bits) / 8);
  else
    change.storedBytes = types.isRounded[dtype] === 1 ? 2 * numbers : (change.goneBytes * numbers) / before;
  change.scaleBytes = scaleBytes?.[i] ?? 0;
}

/** Bytes of old scales that go with the codes that they are of: of each expert, and of everything else, in proportion. */
function companionsGone(
  basis: PlanBasis,
  approximations: readonly Approximation[],
): readonly (readonly [part: number, bytes: number])[] {
  const { catalogue } = basis.input;
  const { parts } = catalogue;
  const companions: number[] = [];
  parts.role.forEach((role, part) => {
    if (role === COMPANION) companions.push(part);
  });
  if (companions.length === 0) return [];
  const cellOf = cellsOfParts(basis);
  const sums = new Map<number, { all: number; replaced: number }>();
  const isReplaced = marksOf(approximations);
  parts.role.forEach((_, part) => {
    if (!drawnRoles.includes(roleAt(parts, part)) || !isRounded(dtypeOfPart(catalogue, part))) return;
    const sum = sums.get(cellOf[part]!) ?? { all: 0, replaced: 0 };
    sum.all += parts.parameters[part]!;
    if (isReplaced[part] === 1) sum.replaced += parts.parameters[part]!;
    sums.set(cellOf[part]!, sum);
  });
  return companions.map((part) => {
    const { all, replaced } = sums.get(cellOf[part]!) ?? { all: 1, replaced: 0 };
    return [part, (bytesOfPart(catalogue, part) * replaced) / all];
  });
}

/** True if all experts of each layer have as many parameters. */
function areAlike(experts: readonly Sizes[], width: number): boolean {
  let first = 0;
  for (let cell = 0; cell < experts.length; cell++) {
    if (cell % width === 0) first = 0;
    const { parameters } = experts[cell]!;
    if (first === 0) first = Math.max(0, parameters);
    if (parameters > 0 && parameters !== first) return false;
  }
  return true;
}
