/** Router logits in the ways that people save them, and what looks like them and is not. */
import { describe, expect, it } from 'vitest';
import { faultOf } from '../../testing/fault-of.ts';
import { readRecorded } from '../../testing/read-recorded.ts';
import { dict, integer, list, none, tuple, type Pickled } from '../../testing/pickle-builder.ts';
import { buildTorchFile, tensor } from '../../testing/torch-builder.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { routerLogits } from './router-logits.ts';

const storages = { '0': new Uint8Array(Float32Array.from({ length: 48 }, (_, i) => Math.cos(i)).buffer) };

/** The numbers of every tensor are those of one storage. */
function logits(...shape: readonly number[]): Pickled {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return tensor({ shape, strides });
}

function fileOf(object: Pickled) {
  return traceFile('unknown', buildTorchFile(object, { storages }));
}

describe('router logits', () => {
  it('of a layer without a router are left out, and the others keep their places', async () => {
    const file = fileOf(tuple(none, logits(6, 4), none, logits(6, 4)));
    expect(await routerLogits.recognises(file)).toBe(true);
    const { gates } = await readRecorded(routerLogits, [file]);
    expect(gates.map(({ layer, tokens, experts }) => [layer, tokens, experts])).toEqual([
      [1, 6, 4],
      [3, 6, 4],
    ]);
  });

  it('of several texts are told text by text', async () => {
    const { gates } = await readRecorded(routerLogits, [fileOf(list(logits(3, 2, 4), logits(3, 2, 4)))]);
    expect(gates.map(({ layer, document, tokens }) => [layer, document, tokens])).toEqual(
      [0, 1].flatMap((layer) => [0, 1, 2].map((text) => [layer, text, 2])),
    );
  });

  it('of several passes are told pass by pass', async () => {
    const pass = dict({ router_logits: tuple(logits(2, 4), logits(2, 4)) });
    const { gates, facts } = await readRecorded(routerLogits, [fileOf(list(pass, pass, pass))]);
    expect(gates.map(({ layer, document }) => [document, layer])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]);
    expect(facts.documentName).toBe('batch');
  });

  it('of Switch Transformers come with the experts that were chosen', async () => {
    const chosen = tensor({ storage: 'LongStorage', shape: [2, 3], strides: [3, 1] });
    const file = fileOf(
      dict({ router_logits: tuple(tuple(logits(2, 3, 4), chosen), tuple(logits(2, 3, 4), chosen)) }),
    );
    const { gates } = await readRecorded(routerLogits, [file]);
    expect(gates.map(({ layer, tokens }) => [layer, tokens])).toEqual([
      [0, 3],
      [0, 3],
      [1, 3],
      [1, 3],
    ]);
  });

  it('by layer in a dict are those of the layers it names', async () => {
    const file = fileOf(dict({ layer_5: logits(6, 4), layer_2: logits(6, 4) }));
    const { gates, findings } = await readRecorded(routerLogits, [file]);
    expect(gates.map(({ layer }) => layer)).toEqual([5, 2]);
    expect(findings).toEqual([]);
  });

  it('that are the highest probability alone end in a fault that says so', async () => {
    const file = fileOf(dict({ router_logits: tuple(logits(2, 3, 1), logits(2, 3, 1)) }));
    expect(await routerLogits.recognises(file)).toBe(true);
    expect(await faultOf(() => readRecorded(routerLogits, [file]))).toBe('unsupported-format');
  });

  it('with the number of experts a token are choices too', async () => {
    const file = fileOf(dict({ router_logits: tuple(logits(6, 4)), num_experts_per_tok: integer(2) }));
    const { facts, findings } = await readRecorded(routerLogits, [file]);
    expect(facts).toMatchObject({ topK: 2, experts: 4 });
    expect(findings).toEqual([]);
  });
});

describe('no router logits are', () => {
  it.each<[string, Pickled]>([
    ['square matrices', list(logits(4, 4), logits(4, 4))],
    ['matrices of different shapes', list(logits(6, 4), logits(4, 4))],
    ['a single matrix', list(logits(6, 4))],
    ['vectors', dict({ router_logits: tuple(logits(6), logits(6)) })],
    ['an empty list', list()],
    ['nothing', none],
  ])('%s', async (_, object) => {
    expect(await routerLogits.recognises(fileOf(object))).toBe(false);
  });
});
