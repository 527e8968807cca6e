import { beforeAll, describe, expect, it } from 'vitest';
import { noEdits, type MatrixEdit, type ModelEdits } from '../../core/pruning/model-edits.ts';
import { readModelEdits } from '../../core/pruning/model-edits-json.ts';
import { lowRank, rankOfFraction } from '../../core/pruning/matrix/low-rank.ts';
import { quantise } from '../../core/pruning/matrix/quantise.ts';
import { maskMatrix } from '../../core/pruning/matrix/row-rule.ts';
import { defaultsOf } from '../../core/parameters.ts';
import type { Recipe } from '../../core/recipe.ts';
import { seededRandom } from '../../core/random.ts';
import { rowOf } from '../../core/routing/matrix.ts';
import { chosenBy } from '../../core/routing/selection.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { readInputs } from '../batch-tensors.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { datasetById } from '../datasets/index.ts';
import { outputsOfEach, predictBatch } from '../evaluation.ts';
import { Run } from '../run.ts';
import { takeSnapshot } from '../snapshot.ts';
import * as tf from '../tf.ts';
import type { Trained } from './apply-edits.ts';
import { editTensors } from './edit-tensors.ts';
import { MeasuredModel } from './measured-model.ts';

const HIDDEN = 8;

/** A machine that does much else takes its time to train. */
const PATIENCE = 60_000;

const recipe: Recipe = {
  dataset: { id: 'clusters', values: { features: 16 } },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'top-k', values: { k: 2, gatesOver: 'selected' } },
  experts: { id: 'mlp', values: { count: 4, hidden: HIDDEN } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [],
  optimizer: { id: 'adam', values: { rate: 0.01 } },
  epochs: 2,
  batchSize: 50,
  seed: 3,
};

let dataset: Dataset;
let model: MeasuredModel;
let inputs: number;

/** Element (unit, input) of an expert's first matrix. */
function up({ snapshot }: Trained, expert: number, experts = 4): (unit: number, input: number) => number {
  const { values } = snapshot.weights.find(({ name }) => name === 'experts.up.weight')!;
  return (unit, input) => values[input * experts * HIDDEN + expert * HIDDEN + unit]!;
}

function matrixOf(element: (unit: number, input: number) => number) {
  const values = Float32Array.from({ length: HIDDEN * inputs }, (_, i) =>
    element(Math.floor(i / inputs), i % inputs),
  );
  return { rows: HIDDEN, columns: inputs, values };
}

const tensor = 'layers.0.mixture.experts.1.up.weight';
const editing = (edit: MatrixEdit): ModelEdits => ({ ...noEdits, matrices: [edit] });

function samplesOf(on: 'sample' | 'whole') {
  return { dataset, ...model.samplesOf(on) };
}

/** An expert's last matrix: a row a class, a column a unit. */
function down({ snapshot }: Trained, expert: number) {
  const { values } = snapshot.weights.find(({ name }) => name === 'experts.down.weight')!;
  const rows = dataset.classes.length;
  const own = Float32Array.from({ length: rows * HIDDEN }, (_, i) => {
    const unit = expert * HIDDEN + (i % HIDDEN);
    return values[unit * rows + Math.floor(i / HIDDEN)]!;
  });
  return { rows, columns: HIDDEN, values: own };
}

/** ‖h‖₂ of an expert's units over the samples that chose it, by its weights. */
function unitNorms(expert: number): Float32Array {
  const original = model.build(noEdits);
  const squares = new Float64Array(HIDDEN);
  const weight = up(model.trained, expert);
  const biases = model.trained.snapshot.weights.find(({ name }) => name === 'experts.up.bias')!.values;
  tf.tidy(() => {
    const context = { isTraining: false, random: seededRandom(0) };
    const { features, decided } = original.forward(readInputs(samplesOf('sample'), original.reads), context);
    features.arraySync().forEach((x, token) => {
      if (!chosenBy(decided.routing.selection, token).includes(expert)) return;
      for (let unit = 0; unit < HIDDEN; unit++) {
        const bias = biases[expert * HIDDEN + unit]!;
        squares[unit]! +=
          Math.max(
            0,
            x.reduce((sum, value, i) => sum + value * weight(unit, i), bias),
          ) ** 2;
      }
    });
  });
  original.dispose();
  return Float32Array.from(squares, Math.sqrt);
}

it('of several rules only weights stay that each keeps of the weights as they were, in whatever order', () => {
  const pattern = { score: 'magnitude', keep: { kind: 'pattern', keep: 1, of: 2 } } as const;
  const neuron = { score: 'magnitude', keep: { kind: 'neuron', fraction: 0.5 } } as const;
  // the inputs of one output
  const inOrder = { name: tensor, shape: [4, 1], values: Float32Array.of(4, 3, 2, 1) };
  for (const rules of [
    [pattern, neuron],
    [neuron, pattern],
  ]) {
    const matrices = rules.map((rule): MatrixEdit => ({ kind: 'rows', rule, tensors: [tensor] }));
    const [edited] = editTensors([inOrder], { ...noEdits, matrices }, { means: null, energies: null });
    expect([...edited!.values]).toEqual([4, 0, 0, 0]);
  }
});

describe('what a plan does to a trained model', () => {
  beforeAll(async () => {
    await startBackend('wasm');
    const definition = datasetById('clusters');
    dataset = await definition.load(defaultsOf(definition.parameters), {
      open: () => Promise.reject(new Error('clusters are drawn, not read')),
    });
    const run = new Run(recipe, dataset);
    while (!run.isDone) run.advance();
    model = new MeasuredModel({ recipe, snapshot: await takeSnapshot(run) }, dataset);
    inputs = run.model.weights.find('gate.weight')!.variable.shape[0]!;
    run.dispose();
  }, PATIENCE);

  it('keeps so many of each few inputs of a neuron', () => {
    const rule = { score: 'magnitude', keep: { kind: 'pattern', keep: 1, of: 2 } } as const;
    const pruned = up(model.prune(editing({ kind: 'rows', rule, tensors: [tensor] })), 1);
    const original = up(model.trained, 1);
    for (let unit = 0; unit < HIDDEN; unit++) {
      for (let input = 0; input + 1 < inputs; input += 2) {
        const [a, b] = [original(unit, input), original(unit, input + 1)];
        const wanted = Math.abs(a) >= Math.abs(b) ? [a, 0] : [0, b];
        expect([pruned(unit, input), pruned(unit, input + 1)]).toEqual(wanted);
      }
    }
    expect(matrixOf(up(model.trained, 2)).values).toEqual(
      matrixOf(up(model.prune(editing({ kind: 'rows', rule, tensors: [tensor] })), 2)).values,
    );
  });

  it('keeps weights by what goes into them on the sample', () => {
    const rule = { score: 'wanda', keep: { kind: 'neuron', fraction: 0.25 } } as const;
    const original = down(model.trained, 1);
    const stays = maskMatrix(original, rule, unitNorms(1));
    const pruned = model.prune(editing({ kind: 'rows', rule, tensors: [tensor.replace('up', 'down')] }));
    expect(down(pruned, 1).values).toEqual(original.values.map((w, i) => (stays[i] === 1 ? w : 0)));
    expect(stays).not.toEqual(maskMatrix(original, { ...rule, score: 'magnitude' }));
    expect(down(pruned, 2).values).toEqual(down(model.trained, 2).values);
  });

  it('rounds matrices, and lowers their rank, as the functions of the core have it', () => {
    const original = matrixOf(up(model.trained, 1));
    const rounded = model.prune(editing({ kind: 'quantise', bits: 4, group: 'channel', tensors: [tensor] }));
    expect(matrixOf(up(rounded, 1)).values).toEqual(quantise(original, { bits: 4, group: 'channel' }).values);
    const amount = { kind: 'fraction', fraction: 0.25 } as const;
    const lowered = model.prune(editing({ kind: 'rank', amount, tensors: [tensor] }));
    const rank = rankOfFraction(original, 0.25);
    expect(matrixOf(up(lowered, 1)).values).toEqual(Float32Array.from(lowRank(original, rank).values));
  });

  it('says mean outputs of those that chose a novice', () => {
    const novice = 2;
    const original = model.build(noEdits);
    const pruned = model.build({ ...noEdits, novices: [novice] });
    const sample = samplesOf('sample');
    const says = outputsOfEach(original, sample)!;
    const { routing } = predictBatch(original, sample);
    const { tokens, slots, experts } = routing.selection;
    const own = Array.from({ length: tokens }, (_, t) => t).filter((t) =>
      experts.subarray(t * slots, (t + 1) * slots).includes(novice),
    );
    const whole = samplesOf('whole');
    const after = outputsOfEach(pruned, whole)!;
    for (let label = 0; label < dataset.classes.length; label++) {
      const mean = own.reduce((sum, t) => sum + rowOf(says[novice]!, t)[label]!, 0) / own.length;
      expect(rowOf(after[novice]!, 0)[label]).toBeCloseTo(mean, 4);
      expect(rowOf(after[novice]!, 7)[label]).toBe(rowOf(after[novice]!, 0)[label]);
    }
    // everyone else says what it said, and tokens go where they went
    expect(after[0]!.values).toEqual(outputsOfEach(original, whole)![0]!.values);
    expect(predictBatch(pruned, whole).routing.selection).toEqual(
      predictBatch(original, whole).routing.selection,
    );
    original.dispose();
    pruned.dispose();
  });

  it('merges experts into one that stands where several stood', () => {
    const group = { members: [0, 3], weights: [0.25, 0.75], dominant: 3 };
    const alone = [1, 2].map((expert) => ({ members: [expert], weights: [1], dominant: expert }));
    const groups = [...alone, group];
    const merged = { groups, router: 'merged', isAligned: false } as const;
    const pruned = model.prune({ ...noEdits, merged, kept: [1, 2, 3] });
    const original = up(model.trained, 0);
    const other = up(model.trained, 3);
    const own = up(pruned, 2, 3);
    expect(own(4, 1)).toBeCloseTo(0.25 * original(4, 1) + 0.75 * other(4, 1), 6);
    const gateOf = ({ snapshot }: Trained) => snapshot.weights.find(({ name }) => name === 'gate.weight')!;
    const [before, after] = [gateOf(model.trained).values, gateOf(pruned).values];
    expect(after[2]).toBeCloseTo(0.25 * before[0]! + 0.75 * before[3]!, 6);
    expect([after[0], after[1]]).toEqual([before[1], before[2]]);
  });

  it('adds gates of members up where the router is kept: as one expert would that all of them lead to', () => {
    const group = { members: [0, 3], weights: [0.5, 0.5], dominant: 0 };
    const merged = { groups: [group], router: 'kept', isAligned: true } as const;
    const pruned = model.build({ ...noEdits, merged });
    const whole = samplesOf('whole');
    const says = outputsOfEach(pruned, whole)!;
    expect(says[0]!.values).toEqual(says[3]!.values);
    const original = model.build(noEdits);
    expect(predictBatch(pruned, whole).routing.gates).toEqual(predictBatch(original, whole).routing.gates);
    original.dispose();
    pruned.dispose();
  });

  it('comes back from JSON, and from nothing else', () => {
    const edits: ModelEdits = {
      merged: {
        groups: [{ members: [0, 1], weights: [0.5, 0.5], dominant: 1 }],
        router: 'kept',
        isAligned: true,
      },
      thresholds: { a: 0.1 },
      matrices: [
        {
          kind: 'rows',
          rule: { score: 'magnitude', keep: { kind: 'pattern', keep: 2, of: 4 } },
          tensors: ['a'],
        },
        {
          kind: 'rows',
          rule: { score: 'wanda', keep: { kind: 'neuron', fraction: 0.5 } },
          tensors: ['a'],
        },
        { kind: 'quantise', bits: 4, group: 32, tensors: ['b'] },
        { kind: 'rank', amount: { kind: 'energy', fraction: 0.9 }, tensors: [] },
      ],
      novices: [2],
      kept: [1, 2],
      topK: 1,
    };
    expect(readModelEdits(JSON.parse(JSON.stringify(edits)))).toEqual(edits);
    expect(readModelEdits({})).toEqual(noEdits);
    for (const wrong of [
      null,
      [],
      { kept: [] },
      { kept: [2, 1] },
      { topK: 0 },
      { thresholds: { a: -1 } },
      { novices: ['a'] },
      { matrices: [{ kind: 'rows', tensors: ['a'] }] },
      { matrices: [{ kind: 'quantise', bits: 5, group: 32, tensors: [] }] },
      { merged: { groups: [{ members: [0], weights: [], dominant: 0 }], router: 'kept', isAligned: true } },
      { merged: { groups: [], router: 'lost', isAligned: true } },
    ])
      expect(readModelEdits(wrong)).toBeNull();
  });
});
