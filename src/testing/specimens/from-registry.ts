/**
 * Specimens from the reference list of architectures: every family in every layout that the list has for it. Names come
 * from its examples, with places for the parts that its patterns name; axes, projections and settings are its own words.
 */
import type { Projection, Role } from '../../core/structure.ts';
import { planLayers, type Plan } from './layer-plan.ts';
import type { Registry, RegistryEntry, RegistryTensor } from './registry.ts';
import { settingsOf, topKOf } from './settings.ts';
import { SHARED, type Specimen, type SpecimenTensor, type Split } from './specimen.ts';

/** Entries of the list that are ways of converting any family. */
export const conversionIds: readonly string[] = ['gguf', 'mlx_switch'];

export function specimensOf({ architectures }: Registry): Specimen[] {
  return architectures.filter(({ id }) => !conversionIds.includes(id)).flatMap(specimensOfEntry);
}

function specimensOfEntry(entry: RegistryEntry): Specimen[] {
  const readable = entry.tensors.filter(isReadable);
  const layouts = new Set(readable.map(({ layout = '' }) => layout));
  return [...layouts].flatMap((layout) => {
    const own = readable.filter((tensor) => (tensor.layout ?? '') === layout);
    if (!own.some(isExperts)) return [];
    const hasRouter = own.some(({ role }) => role === 'router.weight');
    const around = readable.filter(
      (tensor) =>
        layout !== '' &&
        tensor.layout === undefined &&
        !isExperts(tensor) &&
        !(hasRouter && tensor.role === 'router.weight'),
    );
    return [specimenOf(entry, { layout, tensors: [...own, ...around] })];
  });
}

/** Packed codes have tests of their own, with their dtypes. */
function isReadable({ axes }: RegistryTensor): boolean {
  return Array.isArray(axes) && !axes.some((axis) => /bytes|\/32/.test(String(axis)));
}

function isExperts({ role }: RegistryTensor): boolean {
  return role === 'expert' || role.startsWith('experts.');
}

function specimenOf(
  entry: RegistryEntry,
  { layout, tensors }: { layout: string; tensors: readonly RegistryTensor[] },
): Specimen {
  const plan = planLayers(entry.config);
  const known = tensors.map((tensor) => specimenTensor(entry, { tensor, plan }));
  const experts = known.find(({ role }) => role === 'expert')!;
  const prefix = prefixOf(experts.name);
  // examples of one entry may come from models with different wrappers
  const moved = known.map((tensor) => ({
    ...tensor,
    name: prefix + tensor.name.slice(prefixOf(tensor.name).length),
  }));
  const isDenseFirst = plan.layers > plan.moeLayers.length && !known.some(({ isDense }) => isDense);
  const hasShared = known.some(({ role }) => role === 'shared-expert');
  return {
    family: entry.id,
    layout,
    config: settingsOf(entry, plan),
    layers: plan.layers,
    moeLayers: plan.moeLayers,
    topK: topKOf(entry),
    sharedExperts: !hasShared ? 0 : 'sharedExperts' in entry.config ? SHARED : 1,
    // a stack that any family may be saved as says nothing of the family
    lookAlikes: ['hf-v5-fused', 'mlx', 'hub'].includes(layout)
      ? []
      : [entry.id, ...(entry.nameLookAlikes ?? [])],
    tensors: isDenseFirst ? [...moved, denseBlock(experts)] : moved,
  };
}

/** The same block without experts: `mlp.gate_proj`, or by the words of the experts. */
function denseBlock({ name, axes, projections }: SpecimenTensor): SpecimenTensor {
  const block = name.slice(0, Math.max(0, name.indexOf('.experts.')));
  const isPlain = block !== '' && !block.endsWith('block_sparse_moe') && !axes.includes('expert');
  return {
    name: `${isPlain ? block : `${prefixOf(name)}.mlp`}.{proj}.weight`,
    role: 'other',
    projections: isPlain ? projections : { gate_proj: 'gate', up_proj: 'up', down_proj: 'down' },
    axes: ['out', 'in'],
    isDense: true,
  };
}

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf('{layer}') + '{layer}'.length);
}

function specimenTensor(
  entry: RegistryEntry,
  { tensor, plan }: { tensor: RegistryTensor; plan: Plan },
): SpecimenTensor {
  const name = templateOf(tensor);
  const role = roleOf(tensor);
  const projections = name.includes('{proj}')
    ? projectionsOf(entry, tensor)
    : { '': projectionOfRole(tensor.role) };
  if (tensor.split?.mode === 'rawView') return { name, role, projections, ...rawView };
  const axes = (tensor.axes as readonly unknown[]).map(String);
  const split = splitOf(entry, { tensor, axes, projections });
  const isDense = tensor.role === 'dense.mlp' && plan.layers > plan.moeLayers.length;
  return { name, role, projections, axes, ...(split !== null && { split }), ...(isDense && { isDense }) };
}

/** Megatron's grouped GEMM: declared as two matrices, used as two stacks over the same memory. */
const rawView = {
  axes: ['expert', 'in', 'out'],
  split: { axis: 2, mode: 'halves', order: ['gate', 'up'] },
  declaredAs: { weight1: ['hidden', 'expert*2*ffn'], weight2: ['expert*ffn', 'hidden'] },
} as const satisfies Partial<SpecimenTensor>;

/** The first example, with places for what the pattern names. All is in one stack. */
function templateOf({ pattern, examples, role }: RegistryTensor): string {
  const [example = ''] = examples;
  const { indices } = new RegExp(pattern, 'd').exec(example)!;
  const fills = { layer: '{layer}', expert: '{expert}', proj: '{proj}', sub: '1', stack: 'encoder' };
  const places = Object.entries(fills).flatMap(([group, fill]) => {
    const at = indices?.groups?.[group];
    const isKept = at === undefined || (group === 'stack' && !/^(?:en|de)coder/.test(example.slice(at[0])));
    return isKept || (group === 'proj' && role.startsWith('moa')) ? [] : [{ at, fill }];
  });
  return places
    .sort((a, b) => b.at[0] - a.at[0])
    .reduce((text, { at, fill }) => text.slice(0, at[0]) + fill + text.slice(at[1]), example);
}

/** What the list says of projections and is more exact in the sources themselves. */
const projectionsBySource: Readonly<Record<string, Readonly<Record<string, Projection>>>> = {
  // rows of one expert each: `down_embed` takes the token in (transformers, models/doge/modular_doge.py)
  doge: { down_embed: 'up', up_embed: 'down' },
};

/** A word for each projection: those that the pattern allows, the first of several that mean the same. */
function projectionsOf(
  entry: RegistryEntry,
  { pattern, projMap, role }: RegistryTensor,
): Record<string, Projection> {
  const map = projectionsBySource[entry.id] ?? projMap ?? {};
  const words = /\(\?<proj>([\w|]+)\)/.exec(pattern)?.[1]?.split('|') ?? Object.keys(map).slice(0, 2);
  const chosen: Record<string, Projection> = {};
  for (const word of words) {
    const projection = projectionOf(map[word] ?? projectionOfRole(role), words);
    if (projection === 'other' || !Object.values(chosen).includes(projection)) chosen[word] = projection;
  }
  return chosen;
}

function projectionOfRole(role: string): Projection {
  if (role.endsWith('gateUp')) return 'gateUp';
  return role.endsWith('down') ? 'down' : 'other';
}

/** The list's word; its remark on a gate that is there only with a third matrix is settled by the words there are. */
function projectionOf(text: string, words: readonly string[]): Projection {
  if (text.startsWith('up (gate')) return words.includes('v1') ? 'gate' : 'up';
  return (['gate', 'up', 'down', 'gateUp'] as const).find((projection) => projection === text) ?? 'other';
}

const elsewhere = ['dense.mlp', 'moe.latent', 'chunkExpert', 'moa.router.weight', 'moa.experts'];

function roleOf({ role, axes, split }: RegistryTensor): Role {
  if (role === 'router.hashTable') return 'code';
  if (elsewhere.includes(role)) return 'other';
  // always on beside the experts: a shared expert by another name
  if (role === 'residual.mlp') return 'shared-expert';
  const isFlat = (axes as readonly unknown[]).length < 2 && split?.mode !== 'rawView';
  if (isFlat || /[bB]ias$/.test(role)) return 'vector';
  if (role.startsWith('router') || role === 'sharedExpert.gate') return 'router';
  return role.startsWith('sharedExpert') ? 'shared-expert' : 'expert';
}

/** Families whose fused experts have up before gate (shawntan/scattermoe, scattermoe/mlp.py). */
const upFirst = ['scattermoe'];

/** Where the list names the fused pair only, it lies as in the entry's other layouts: gate above up. */
function splitOf(
  { id }: RegistryEntry,
  {
    tensor: { split },
    axes,
    projections,
  }: {
    tensor: RegistryTensor;
    axes: readonly string[];
    projections: Readonly<Record<string, Projection>>;
  },
): Split | null {
  if (!Object.values(projections).includes('gateUp')) return null;
  return {
    axis: split?.axis ?? axes.indexOf('out'),
    mode: split?.mode === 'interleaved' ? 'interleaved' : 'halves',
    order: upFirst.includes(id) ? ['up', 'gate'] : ['gate', 'up'],
  };
}
