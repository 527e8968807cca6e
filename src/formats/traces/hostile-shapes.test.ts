/** Arrays that claim more rows or columns than any file holds, wherever importers look for one. */
import { describe, expect, it } from 'vitest';
import { Fault } from '../../core/fault.ts';
import { buildNpy, npyHeader } from '../../testing/npy-builder.ts';
import { dict, integer, list, tuple, type Pickled } from '../../testing/pickle-builder.ts';
import { buildTorchFile, tensor } from '../../testing/torch-builder.ts';
import { collectFiles, traceFile } from '../../testing/trace-of.ts';
import { traceFormats } from './index.ts';
import type { TraceFile } from './trace-file.ts';

const many = 2 ** 40;
const shapes: readonly (readonly number[])[] = [
  [many, 0],
  [0, many],
  [many, 0, 4],
  [many, 4, 0],
  [0, 4, many],
  [1, many, 0],
  [1, 0, many],
  [100_000, 0],
  [0, 100_000],
  [100_000, 0, 4],
  [2, 100_000, 0],
  [0, 0, 0],
  [0],
  [many, many],
];

const places: Readonly<Record<string, (array: Pickled) => Pickled>> = {
  'by itself': (array) => array,
  'in a list': (array) => list(array, array),
  'in stat': (array) => dict({ rank: integer(0), logical_count: array }),
  'in per_token': (array) =>
    dict({
      records: list(
        dict({
          forward_pass_id: integer(0),
          rank: integer(0),
          global_physical_count: array,
          topk_ids_of_layer: array,
        }),
      ),
      last_physical_to_logical_map: array,
    }),
  'in a location of counts': (array) => dict({ logical_count: array }),
  'in a location of replicas': (array) => dict({ physical_to_logical_map: array }),
  'in router_logits': (array) => dict({ router_logits: array, input_ids: array }),
  'in router_logits of layers': (array) => dict({ router_logits: tuple(array, array) }),
  'in a balancer': (array) => dict({ weight: array, phy2log: array }),
  'in a window of loads': (array) => dict({ expert_load_window: array, physical_to_logical_map: array }),
  'in counts of replicas': (array) => dict({ logcnt: array }),
  'in scores': (array) => dict({ scores: array }),
  'in scores by layer': (array) => dict({ layer_0: array }),
  'in observations': (array) =>
    dict({ expert_frequency: array, pairwise_expert_frequency: array, total_tokens: array }),
};

async function outcome(file: TraceFile): Promise<unknown> {
  for (const format of traceFormats) {
    if (!(await format.recognises(file))) continue;
    return collectFiles(format, [file]).then(
      () => 'read',
      (error: unknown) => error,
    );
  }
  return 'unknown';
}

function expectAnEnd(ended: unknown, shape: readonly number[]): void {
  if (typeof ended !== 'string') expect(ended, shape.join()).toBeInstanceOf(Fault);
}

describe.each(Object.entries(places))('an array %s', (_, place) => {
  it.each(['IntStorage', 'LongStorage', 'FloatStorage'])('of %s', async (storage) => {
    for (const shape of shapes) {
      const strides = shape.map((__, axis) => shape.slice(axis + 1).reduce((a, b) => a * (b || 1), 1));
      const object = place(tensor({ storage, shape, strides }));
      const bytes = buildTorchFile(object, { storages: { '0': new Uint8Array(64) } });
      expectAnEnd(await outcome(traceFile('unknown', bytes)), shape);
    }
  });
});

it.each(['<i4', '<i8', '<f4'])('a .npy file of %s', async (descr) => {
  for (const shape of shapes) {
    const bytes = buildNpy(npyHeader(`'${descr}'`, `(${shape.join()},)`), { data: new Uint8Array(64) });
    expectAnEnd(await outcome(traceFile('unknown', bytes)), shape);
  }
});
