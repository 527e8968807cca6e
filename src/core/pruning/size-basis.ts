/** What of a checkpoint's size goes with each expert, and what stays: the sums that do not change while a slider moves. */
import { dtypeAt, elementsAt, roleAt, shapeAt, type Catalogue } from '../catalogue.ts';
import { dtypeNames, type Dtype } from '../dtype.ts';
import type { Grid } from '../grid.ts';
import type { Steps } from '../steps.ts';
import { drawnRoles, projections, type Role } from '../structure.ts';
import type { StoredType } from './plan-costs.ts';
import type { PlanInput } from './plan-input.ts';

/** Sizes of some parts. */
export interface Sizes {
  parameters: number;
  /** Of matrices that tokens are multiplied with. */
  multiplied: number;
  diskBytes: number;
  /** By dtype, as `SizeBasis.dtypes` lists them. */
  readonly memoryBytes: Float64Array;
}

export interface SizeBasis {
  readonly dtypes: readonly StoredType[];
  readonly total: Sizes;
  /** By cell of the grid: weights, biases, scales and codes of an expert. */
  readonly experts: readonly Sizes[];
  /** By row of the grid: all experts of the layer. */
  readonly layers: readonly Sizes[];
  /** True if all experts of each layer have as many parameters. */
  readonly areExpertsAlike: boolean;
  /** Zeros that the scan counted. */
  readonly zeros: number;
  /** By row of the grid: one expert's share of the layer's router. */
  readonly routerShares: readonly Sizes[];
  /** By row of the grid: what an expert's mean output takes, as many numbers as its down projection's bias has or the router sees. */
  readonly meanOutputs: readonly Sizes[];
}

const counted: readonly Role[] = ['expert', 'shared-expert', 'router', 'other', 'vector', 'undrawn'];

/** Rows of numbers that tokens look up and are not multiplied with, unless they are the output's weights as well. */
const embeddingName =
  /(?:^|[._])(?:embed|embed_\w+|\w+_embeddings?|token_embd|wte|wpe|embeddings?|shared)(?:\.\w+)?$/;
const outputName = /(?:^|[._])(?:lm_head|output|unembed|embed_out|output_layer|output_embedding)(?:\.\w+)?$/;

/** A router's biases, and whatever else corrects its scores. */
const routerBiasName = /(?:gate|router|experts?|moe)[._](?:\w+[._])*?\w*bias$/;

/** One number for each row of the layer's router. */
function isRouterBias({ tensors, parts }: Catalogue, part: number, rows: number): boolean {
  const isVector = roleAt(parts, part) === 'vector' && parts.parameters[part] === rows;
  return isVector && routerBiasName.test(tensors.names[parts.tensor[part]!]!);
}

/** Parts between two rests: a few milliseconds. */
const PARTS_A_STEP = 2048;

export function* sizeSteps(
  { catalogue, summary }: Pick<PlanInput, 'catalogue' | 'summary'>,
  grid: Grid,
): Steps<SizeBasis> {
  const { tensors, parts, files } = catalogue;
  const dtypes = [...new Set(Array.from(parts.tensor, (tensor) => dtypeAt(tensors, tensor)))];
  const none = (): Sizes => newSizes(dtypes.length);
  const total = none();
  const experts = Array.from({ length: grid.layers.length * grid.columns.length }, none);
  const routers = grid.layers.map(none);
  const rowOf = new Map(grid.layers.map((layer, row) => [layer, row]));
  const isLookup = lookupTest(catalogue);
  for (let part = 0; part < parts.role.length; part++) {
    if (part % PARTS_A_STEP === 0) yield;
    const own = sizesOfPart(catalogue, part, { dtypes, isLookup: isLookup(part) });
    addSizes(total, own, 1);
    const row = rowOf.get(parts.layer[part]!);
    const expert = parts.expert[part]!;
    if (grid.kind !== 'experts' || row === undefined) continue;
    if (expert >= 0) addSizes(experts[row * grid.columns.length + expert] ?? none(), own, 1);
    else if (
      roleAt(parts, part) === 'router' ||
      isRouterBias(catalogue, part, routerRows(catalogue, grid, row))
    )
      addSizes(routers[row]!, own, 1 / routerRows(catalogue, grid, row));
  }
  total.diskBytes = files.reduce((sum, { size }) => sum + size, 0);
  const byLayer = grid.layers.map((_, row) =>
    experts.slice(row * grid.columns.length, (row + 1) * grid.columns.length),
  );
  return {
    dtypes,
    total,
    experts,
    layers: byLayer.map((own) => {
      const sum = none();
      for (const expert of own) addSizes(sum, expert, 1);
      return sum;
    }),
    areExpertsAlike: byLayer.every((own) => {
      const sizes = own.map(({ parameters }) => parameters).filter((parameters) => parameters > 0);
      return new Set(sizes).size <= 1;
    }),
    zeros: summary.parts.totals.zeros.reduce((sum, zeros) => sum + zeros, 0),
    routerShares: routers,
    meanOutputs: meanOutputSizes(catalogue, grid, { dtypes, rowOf }),
  };
}

function meanOutputSizes(
  catalogue: Catalogue,
  grid: Grid,
  { dtypes, rowOf }: { readonly dtypes: readonly Dtype[]; readonly rowOf: ReadonlyMap<number, number> },
): Sizes[] {
  const { tensors, parts } = catalogue;
  const down = projections.indexOf('down');
  const outputs = grid.layers.map(() => newSizes(dtypes.length));
  const isOfBias = new Uint8Array(outputs.length);
  parts.role.forEach((_, part) => {
    const row = rowOf.get(parts.layer[part]!);
    const role = roleAt(parts, part);
    if (row === undefined || grid.kind !== 'experts') return;
    const isBias = role === 'vector' && parts.expert[part]! >= 0 && parts.projection[part] === down;
    const isRouter = role === 'router' && shapeAt(tensors, parts.tensor[part]!).length === 2;
    if (!isBias && !(isRouter && isOfBias[row] === 0)) return;
    if (isBias) isOfBias[row] = 1;
    const count = isBias
      ? parts.parameters[part]!
      : parts.parameters[part]! / routerRows(catalogue, grid, row);
    const tensor = parts.tensor[part]!;
    const bytes = (tensors.byteLength[tensor]! * count) / elementsAt(tensors, tensor);
    const sizes = newSizes(dtypes.length);
    sizes.parameters = count;
    sizes.diskBytes = bytes;
    sizes.memoryBytes[dtypes.indexOf(dtypeAt(tensors, tensor))] = bytes;
    outputs[row] = sizes;
  });
  return outputs;
}

export function newSizes(dtypes: number): Sizes {
  return { parameters: 0, multiplied: 0, diskBytes: 0, memoryBytes: new Float64Array(dtypes) };
}

export function addSizes(sum: Sizes, sizes: Sizes, times: number): void {
  sum.parameters += times * sizes.parameters;
  sum.multiplied += times * sizes.multiplied;
  sum.diskBytes += times * sizes.diskBytes;
  for (let d = 0; d < sum.memoryBytes.length; d++) sum.memoryBytes[d]! += times * sizes.memoryBytes[d]!;
}

/** Rows of a layer's router: its experts, and those that it chooses without their having weights (LongCat's zero experts). */
export function routerRows({ notices }: Pick<Catalogue, 'notices'>, grid: Grid, row: number): number {
  const told = notices.find((notice) => notice.code === 'weightless-experts');
  return expertsOf(grid, row) + (told?.facts.weightless ?? 0);
}

/** Experts that a layer has. */
export function expertsOf({ columns, partStart }: Grid, row: number): number {
  const from = row * columns.length;
  return columns.filter((_, column) => partStart[from + column + 1]! > partStart[from + column]!).length;
}

function sizesOfPart(
  { tensors, parts }: Catalogue,
  part: number,
  { dtypes, isLookup }: { readonly dtypes: readonly Dtype[]; readonly isLookup: boolean },
): Sizes {
  const role = roleAt(parts, part);
  const tensor = parts.tensor[part]!;
  const sizes = newSizes(dtypes.length);
  const parameters = parts.parameters[part]!;
  if (role === 'alias' || parameters === 0) return sizes;
  const bytes = (tensors.byteLength[tensor]! * parameters) / elementsAt(tensors, tensor);
  if (counted.includes(role)) sizes.parameters = parameters;
  if (drawnRoles.includes(role) && !isLookup) sizes.multiplied = parameters;
  sizes.diskBytes = bytes;
  if (role !== 'optimizer') sizes.memoryBytes[dtypes.indexOf(dtypeNames[tensors.dtype[tensor]!]!)] = bytes;
  return sizes;
}

function lookupTest({ tensors, parts }: Catalogue): (part: number) => boolean {
  const hasOutput = tensors.names.some((name) => outputName.test(name));
  return (part) =>
    hasOutput &&
    roleAt(parts, part) === 'other' &&
    parts.layer[part]! < 0 &&
    embeddingName.test(tensors.names[parts.tensor[part]!]!);
}
