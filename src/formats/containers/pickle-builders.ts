/** The few calls in pickles that only make a value: they are carried out here, all others are written down. */
import { scalarOf } from './pickle-ndarray.ts';
import { bytesOfLatin1, PickleObject, type PickleDict, type PickleValue } from './pickle-values.ts';

type Args = readonly PickleValue[];

/** Undefined for arguments that do not fit. */
type Builder = (args: Args) => PickleValue | undefined;

const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['collections.OrderedDict', ([pairs]) => buildDict(pairs)],
  ['collections.Counter', ([entries]) => buildDict(entries)],
  ['collections.defaultdict', ([, entries]) => buildDict(entries)],
  ['torch.Size', ([sizes]) => buildList(sizes)],
  ['numpy.core.multiarray.scalar', scalarOf],
  ['numpy._core.multiarray.scalar', scalarOf],
  ['_codecs.encode', ([text]) => (typeof text === 'string' ? bytesOfLatin1(text) : undefined)],
  ...['builtins', '__builtin__'].flatMap((module): [string, Builder][] => [
    [`${module}.dict`, ([pairs]) => buildDict(pairs)],
    [`${module}.list`, ([items]) => buildList(items)],
    [`${module}.tuple`, ([items]) => buildList(items)],
    [`${module}.set`, ([items]) => buildSet(items)],
    [`${module}.frozenset`, ([items]) => buildSet(items)],
    [`${module}.bytes`, ([content]) => buildBytes(content)],
    [`${module}.bytearray`, ([content]) => buildBytes(content)],
  ]),
  // How protocols 0 and 1 make any object: (class, base class, what to give the base class).
  ...['copyreg', 'copy_reg'].map((module): [string, Builder] => [
    `${module}._reconstructor`,
    ([type = null, , content = null]) => new PickleObject(type, [content]),
  ]),
]);

/** The value that `path(*args)` is, or undefined if that is not known here. */
export function buildValue(path: string, args: Args): PickleValue | undefined {
  return builders.get(path)?.(args);
}

/**
 * What building from these arguments costs, counted in pickle operations: a short pickle can ask for copies of the
 * same long list again and again.
 */
export function buildingCost(args: Args): number {
  return args.reduce<number>((sum, arg) => {
    if (Array.isArray(arg)) return sum + arg.length;
    if (arg instanceof Map || arg instanceof Set) return sum + arg.size;
    return typeof arg === 'string' || arg instanceof Uint8Array ? sum + arg.length / 8 : sum;
  }, args.length);
}

function buildDict(content: PickleValue | undefined): PickleDict | undefined {
  if (content === undefined) return new Map();
  if (content instanceof Map) return new Map(content);
  return Array.isArray(content) && content.every(isPair) ? new Map(content) : undefined;
}

function isPair(value: PickleValue): value is [PickleValue, PickleValue] {
  return Array.isArray(value) && value.length === 2;
}

function buildList(items: PickleValue | undefined): PickleValue[] | undefined {
  if (items === undefined) return [];
  return Array.isArray(items) ? [...items] : undefined;
}

function buildSet(items: PickleValue | undefined): Set<PickleValue> | undefined {
  const list = buildList(items);
  return list && new Set(list);
}

function buildBytes(content: PickleValue | undefined): Uint8Array | undefined {
  if (content === undefined) return new Uint8Array();
  if (content instanceof Uint8Array) return content;
  if (typeof content === 'string') return bytesOfLatin1(content);
  return Array.isArray(content) && content.every(isByte) ? Uint8Array.from(content) : undefined;
}

function isByte(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256;
}
