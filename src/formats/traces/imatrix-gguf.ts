/**
 * llama.cpp's importance matrix as GGUF: https://github.com/ggml-org/llama.cpp, tools/imatrix (since pull request 9400).
 *
 *     general.type = "imatrix"    for each weight: <name>.in_sum2 [matrices, inputs], <name>.counts [matrices, 1], F32
 *
 * Experts of a layer are the matrices of one weight, and their counts are choices; gate, up and down projections are
 * counted each, though all of them tell of the same choices. A router's own counts are tokens.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lookImatrix, type NamedArrays } from './looks/arrays.ts';
import { sumOf, type Numbers } from './looks/numbers.ts';
import type { TraceArray } from './looks/trace-array.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const imatrixGguf: TraceFormat = {
  id: 'imatrix-gguf',
  name: 'llama.cpp imatrix',
  gives: 'Counts, and the mean energy of what goes into each expert',
  source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/imatrix/imatrix.cpp',
  recognises: async (file) => (await lookImatrix(file)) !== null,
  read: withProgress(read),
};

/** Counts of one projection of a layer's experts. */
interface Projection {
  readonly name: string;
  /** [E] */
  readonly counts: Numbers;
  /** [E, inputs] */
  readonly sums: TraceArray | null;
}

/** Every count up to here is exact in 32-bit floats. */
const EXACT_IN_F32 = 2 ** 24;

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const named = await lookImatrix(file!);
  if (named === null) throw damaged(file!, imatrixGguf, 'it is no importance matrix');
  const layers = await readProjections(named, options);
  if (layers.size === 0)
    throw damaged(file!, imatrixGguf, 'it counts no experts: the model it is of has none');
  const doubts = new Doubts();
  for (const [layer, projections] of [...layers].sort(([a], [b]) => a - b)) {
    doubts.compare(layer, projections);
    const told = options.corrects('same-counts-repeated') ? projections.slice(0, 1) : projections;
    const tokens = await readTokens(named, layer, options);
    for (const { counts } of told) sink.counts({ layer, counts, tokens });
    for (const projection of projections) await tellEnergy(sink, { layer, projection }, options);
  }
  doubts.tell(sink, options);
}

/** What projections of a layer say of each other. */
class Doubts {
  readonly #repeated = new Set<string>();
  readonly #disagreeing: { readonly layer: number; readonly counted: number; readonly expected: number }[] =
    [];
  #rounded = 0;

  compare(layer: number, projections: readonly Projection[]): void {
    const [first, ...others] = projections;
    const { counts } = first!;
    const other = others.find((each) => !isSame(each.counts, counts));
    const [counted, expected] = [sumOf(counts), sumOf(other?.counts ?? counts)];
    // what is no number at all is told of where it is counted
    if (other && Number.isFinite(counted + expected)) this.#disagreeing.push({ layer, counted, expected });
    else if (!other && others.length > 0) projections.forEach(({ name }) => this.#repeated.add(name));
    if (counts.some((count) => count >= EXACT_IN_F32)) this.#rounded++;
  }

  tell(sink: TraceSink, { corrects }: TraceReadOptions): void {
    const [worst] = this.#disagreeing;
    if (this.#repeated.size > 0) {
      const treatment = corrects('same-counts-repeated') ? 'corrected' : 'ignored';
      sink.find(finding('same-counts-repeated', { names: [...this.#repeated] }, treatment));
    }
    if (worst) sink.find(finding('sums-disagree', { ...worst, layers: this.#disagreeing.length }));
    if (this.#rounded > 0) sink.find(finding('rounded-counts', { layers: this.#rounded }));
  }
}

function isSame(a: Numbers, b: Numbers): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Projections of each layer: gate before up before down, or what the file has them fused into. */
async function readProjections(
  { arrays }: NamedArrays,
  options: TraceReadOptions,
): Promise<ReadonlyMap<number, readonly Projection[]>> {
  const layers = new Map<number, Projection[]>();
  for (const [name, array] of arrays) {
    const [, id, projection] = /^blk\.(\d{1,5})\.(ffn_\w{1,40}_exps)\.weight\.counts$/.exec(name) ?? [];
    if (id === undefined || projection === undefined) continue;
    const counts = await array.read(options);
    const sums = arrays.get(name.replace(/counts$/, 'in_sum2')) ?? null;
    const layer = layers.get(Number(id)) ?? [];
    layers.set(Number(id), [...layer, { name: projection, counts, sums }].sort(byPlace));
  }
  return layers;
}

const places = ['ffn_gate_exps', 'ffn_gate_up_exps', 'ffn_up_exps', 'ffn_down_exps'];

function byPlace(a: Projection, b: Projection): number {
  return places.indexOf(a.name) - places.indexOf(b.name);
}

/** Tokens that passed the layer's router, where it is in the file. */
async function readTokens(
  { arrays }: NamedArrays,
  layer: number,
  options: TraceReadOptions,
): Promise<number | null> {
  const counts = arrays.get(`blk.${layer}.ffn_gate_inp.weight.counts`);
  return counts?.rows === 1 ? ((await counts.read(options))[0] ?? null) : null;
}

/** Gate and up take the same. */
export function inputsOf(projection: string): 'inputs' | 'units' {
  return projection === 'ffn_down_exps' ? 'units' : 'inputs';
}

/** Mean over inputs and tokens of the squares of what goes into each expert; none where nothing did. */
async function tellEnergy(
  sink: TraceSink,
  { layer, projection: { name, counts, sums } }: { readonly layer: number; readonly projection: Projection },
  options: TraceReadOptions,
): Promise<void> {
  if (sums?.rows !== counts.length) return;
  const energies = new Float64Array(counts.length);
  const means = new Float32Array(counts.length * sums.rowElements);
  for await (const { first, rows, values } of sums.chunks(options)) {
    for (let row = 0; row < rows; row++) {
      const inputs = values.subarray(row * sums.rowElements, (row + 1) * sums.rowElements);
      const count = counts[first + row]!;
      energies[first + row] = count > 0 ? sumOf(inputs) / inputs.length / count : NaN;
      const own = means.subarray((first + row) * sums.rowElements);
      for (let c = 0; c < inputs.length; c++) own[c] = count > 0 ? inputs[c]! / count : NaN;
    }
  }
  sink.inputs({ layer, of: inputsOf(name), experts: counts.length, values: means });
  sink.scores({ table: `input energy of ${name}`, layer, values: energies });
}
