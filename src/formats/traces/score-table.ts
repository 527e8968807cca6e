/**
 * Plain tables of numbers, [layers, experts]: whatever a script measured of each expert, saved by np.save, np.savez,
 * torch.save or safetensors. Whole numbers are counts, all else scores; a third axis before them is time.
 *
 *     np.save("counts.npy", counts)    torch.save({"saliency": [L, E], …})    {0: [E], 1: [E], …}
 *
 * A matrix of weights is told from one of scores by its signs: scores are frequencies, norms, energies or losses, none
 * of them negative. Where the file names its table by a word for scores, signs do not matter.
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { layerOfKey } from './layer-keys.ts';
import { lookNamedArrays, lookNpy } from './looks/arrays.ts';
import type { Numbers } from './looks/numbers.ts';
import { lookOnce } from './looks/once.ts';
import { lookTorch, type Saved } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const scoreTable: TraceFormat = {
  id: 'score-table',
  name: 'Table of counts or scores [layers, experts]',
  gives: 'Counts, or scores of each expert',
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html',
  recognises: async (file) => (await lookTables(file)) !== null,
  read: withProgress(read),
};

/** Models with more layers or experts are yet to be seen; larger matrices are weights. */
const MAX_LAYERS = 512;
const MAX_EXPERTS = 2048;

interface Table {
  readonly name: string;
  /** [L, E], or [S, L, E] of counts. */
  readonly array: TraceArray;
  /** Layers of the rows, 0, 1, 2, … by default. */
  readonly layer?: number;
}

const lookTables = lookOnce(async (file): Promise<readonly Table[] | null> => {
  const tables = await tablesOf(file);
  if (tables === null || tables.length === 0 || !haveOneShape(tables)) return null;
  for (const table of tables) if (!(await isScores(table))) return null;
  return tables;
});

async function tablesOf(file: TraceFile): Promise<Table[] | null> {
  const array = await lookNpy(file);
  if (array !== null) return [{ name: 'scores', array }];
  const saved = (await lookTorch(file))?.object;
  if (saved instanceof TraceArray) return [{ name: 'scores', array: saved }];
  if (saved instanceof Map) return tablesOfDict(saved);
  const named = await lookNamedArrays(file);
  if (named?.others.length !== 0) return null;
  return [...named.arrays].map(([name, each]) => ({ name, array: each }));
}

function tablesOfDict(dict: ReadonlyMap<Saved, Saved>): Table[] | null {
  const tables: Table[] = [];
  for (const [key, array] of dict) {
    if (!(array instanceof TraceArray)) return null;
    const layer = layerOfKey(key);
    if (layer !== null && array.shape.length === 1) tables.push({ name: 'scores', array, layer });
    else if (typeof key === 'string') tables.push({ name: key, array });
    else return null;
  }
  return tables;
}

function haveOneShape(tables: readonly Table[]): boolean {
  const [first] = tables;
  const { shape } = first!.array;
  const isByLayer = first!.layer !== undefined;
  const [experts = 0, layers = 0, steps] = [...shape].reverse();
  const isTable = isByLayer ? shape.length === 1 : shape.length === 2 || (shape.length === 3 && steps! > 0);
  if (!isTable || experts < 2 || experts > MAX_EXPERTS) return false;
  if (!isByLayer && (layers < 1 || layers > MAX_LAYERS)) return false;
  return tables.every(
    ({ array, layer }) => array.shape.join() === shape.join() && (layer !== undefined) === isByLayer,
  );
}

/** Words for what is measured of experts, in the names that files give their tables. */
const scoreWords = /score|salien|importan|frequen|count|usage|load|activation|norm|reap|ean|expert/i;

const countWords = /frequen|count|usage|load|hits/i;

/** What a table without a name of its own is called: here, and by np.savez. */
const noName = /^(?:scores|arr_\d+)$/;

/** Tables without a name are looked at whole: one negative number makes them weights. Other names are those of weights. */
async function isScores({ name, array }: Table): Promise<boolean> {
  if (array.shape.length === 3 && !array.isInteger) return false;
  const isNamed = scoreWords.test(name) && !/weight|bias/.test(name);
  if (!isNamed && !noName.test(name)) return false;
  if (isNamed && !noName.test(name) && array.isFloat) return true;
  for await (const { values } of array.chunks({})) {
    if (values.some((value) => !(value >= 0))) return false;
    // counts over time may be long, and their beginning tells enough
    if (array.shape.length === 3) break;
  }
  return true;
}

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const tables = await lookTables(file!);
  if (tables === null) throw damaged(file!, scoreTable, 'it is no table of layers and experts');
  const experts = tables[0]!.array.shape.at(-1)!;
  sink.describe({
    experts,
    ...(tables[0]!.array.shape.length === 3 && { stepName: 'step', documentName: 'step' }),
  });
  // of several tables, the one that is named after counts can be the trace's
  const isByLayer = tables[0]!.layer !== undefined;
  const counted =
    tables.length === 1 || isByLayer ? tables[0] : tables.find(({ name }) => countWords.test(name));
  const hasCounts = counted !== undefined && (await areCounts(counted, options));
  for (const table of tables) {
    const isCounts = hasCounts && (isByLayer || table === counted);
    await tellTable(sink, { ...table, isCounts }, options);
  }
}

async function areCounts({ array }: Table, options: TraceReadOptions): Promise<boolean> {
  if (array.isInteger) return true;
  let largest = 0;
  for await (const { values } of array.chunks(options)) {
    for (const value of values) {
      if (!Number.isInteger(value) || value < 0) return false;
      largest = Math.max(largest, value);
    }
  }
  // zeros and ones are a mask
  return largest > 1;
}

async function tellTable(
  sink: TraceSink,
  { name, array, layer, isCounts }: Table & { readonly isCounts: boolean },
  options: TraceReadOptions,
): Promise<void> {
  const { shape } = array;
  const experts = shape.at(-1)!;
  const layers = shape.at(-2) ?? 1;
  const hasSteps = shape.length === 3;
  let row = 0;
  for await (const { values } of array.chunks(options)) {
    for (let at = 0; at < values.length; at += experts, row++) {
      const numbers: Numbers = values.subarray(at, at + experts);
      const step = Math.floor(row / layers);
      const told = layer ?? row % layers;
      if (!isCounts) sink.scores({ table: name, layer: told, values: numbers });
      else sink.counts({ layer: told, counts: numbers, ...(hasSteps && { step, document: step }) });
    }
  }
}
