/**
 * A specimen is a checkpoint of a published family in small: its real tensor names, its config.json, and what each axis
 * of each tensor means. Shapes, and what a reader should make of them, follow by plain index arithmetic.
 */
import type { ModelConfig } from '../../core/checkpoint.ts';
import type { Projection, Role } from '../../core/structure.ts';

/** How gate and up share an axis: which comes first, and whether one index after the other. */
export interface Split {
  readonly axis: number;
  readonly mode: 'halves' | 'interleaved';
  readonly order: readonly [Projection, Projection];
}

export interface SpecimenTensor {
  /** With `{layer}`, `{expert}` and `{proj}` where those are. */
  readonly name: string;
  readonly role: Role;
  /** Words for `{proj}`, and what each means; a single one, '', where the name has none. */
  readonly projections: Readonly<Record<string, Projection>>;
  /** Meaning of each axis, outermost first. */
  readonly axes: readonly string[];
  /** For what holds gate and up. */
  readonly split?: Split;
  /** Declared with other axes than those of the memory, in this order. */
  readonly declaredAs?: Readonly<Record<string, readonly string[]>>;
  /** True if it is in the layers without experts. */
  readonly isDense?: true;
}

export interface Specimen {
  /** Id of the family, and of the layout among those it comes in: '' for the usual one. */
  readonly family: string;
  readonly layout: string;
  readonly config: ModelConfig | null;
  /** How many layers there are, and which have experts. */
  readonly layers: number;
  readonly moeLayers: readonly number[];
  readonly topK: number | null;
  readonly sharedExperts: number;
  /** Families that names alone may be taken for, itself included; none where they say nothing of the family. */
  readonly lookAlikes: readonly string[];
  readonly tensors: readonly SpecimenTensor[];
}

export const EXPERTS = 4;
export const TOP_K = 2;
/** Shared experts where config.json says how many. */
export const SHARED = 2;
export const HIDDEN = 12;
const FFN = 10;
/** Experts of LongCat's router that have no weights. */
export const ZERO_EXPERTS = 3;

const sizes: Readonly<Record<string, number>> = {
  expert: EXPERTS,
  'expert(+zero)': EXPERTS + ZERO_EXPERTS,
  '2*sqrt(E)': 2 * Math.sqrt(EXPERTS),
  hidden: HIDDEN,
  model: HIDDEN,
  ffn: FFN,
  'expert*ffn': EXPERTS * FFN,
  'expert*2*ffn': EXPERTS * 2 * FFN,
  group: 1,
  slot: 3,
  vocab: 16,
  topk: TOP_K,
};

/** One tensor of a specimen. */
export interface SpecimenEntry {
  readonly name: string;
  readonly of: SpecimenTensor;
  readonly layer: number | null;
  /** The expert that the name says. */
  readonly expert: number | null;
  readonly projection: Projection;
  readonly shape: readonly number[];
  /** Shape of the memory, which may be declared as another. */
  readonly memoryShape: readonly number[];
}

export function entriesOf(specimen: Specimen): SpecimenEntry[] {
  const denseLayers = range(specimen.layers).filter((layer) => !specimen.moeLayers.includes(layer));
  return specimen.tensors.flatMap((of) => {
    const layers = of.isDense === true ? denseLayers : specimen.moeLayers;
    const experts = of.name.includes('{expert}') ? range(EXPERTS) : [null];
    return layers.flatMap((layer) =>
      experts.flatMap((expert) =>
        Object.entries(of.projections).map(([word, projection]): SpecimenEntry => {
          const memoryShape = shapeOf(of.axes, { of, projection, specimen });
          const declared = of.declaredAs?.[word];
          return {
            name: fill(of.name, { layer, expert, proj: word }),
            of,
            layer,
            expert,
            projection,
            memoryShape,
            shape: declared === undefined ? memoryShape : shapeOf(declared, { of, projection, specimen }),
          };
        }),
      ),
    );
  });
}

function range(end: number): number[] {
  return Array.from({ length: end }, (_, i) => i);
}

function fill(name: string, places: Readonly<Record<string, number | string | null>>): string {
  return name.replaceAll(/\{(\w+)\}/g, (_, place: string) => String(places[place]));
}

interface Place {
  readonly of: SpecimenTensor;
  readonly projection: Projection;
  readonly specimen: Specimen;
}

/** Throws Error for an axis of no known size: a specimen is never made of guesses. */
function shapeOf(axes: readonly string[], place: Place): number[] {
  return axes.map((axis) => {
    const size = /^\d+$/.test(axis)
      ? Number(axis)
      : axis === 'in' || axis === 'out'
        ? widthOf(axis, place)
        : sizes[axis];
    if (size === undefined) throw new Error(`An axis “${axis}” has no size here`);
    return size;
  });
}

/** Inputs and outputs of W in y = W x: a router's and a gate's inputs are the model's width, as are outputs of down. */
function widthOf(axis: 'in' | 'out', { of, projection, specimen }: Place): number {
  if ((axis === 'in') !== (projection === 'down')) return HIDDEN;
  const experts = of.role === 'shared-expert' ? specimen.sharedExperts : 1;
  return FFN * experts * (projection === 'gateUp' ? 2 : 1);
}
