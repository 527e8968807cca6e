import { describe, expect, it } from 'vitest';
import {
  call,
  dict,
  integer,
  list,
  named,
  none,
  recall,
  remember,
  text,
  type Pickled,
} from '../../../testing/pickle-builder.ts';
import { buildTorchFile, tensor } from '../../../testing/torch-builder.ts';
import { traceFile } from '../../../testing/trace-of.ts';
import { entryOf, lookTorch, SavedObject, type Saved } from './saved.ts';
import { TraceArray } from './trace-array.ts';

const storages = { '0': new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer) };

async function savedOf(object: Pickled): Promise<Saved | undefined> {
  return (await lookTorch(traceFile('a.pt', buildTorchFile(object, { storages }))))?.object;
}

describe('what torch.save kept', () => {
  it('is lists, dicts and numbers', async () => {
    const saved = await savedOf(dict({ a: list(integer(1), text('b'), none) }));
    expect(saved).toEqual(new Map([['a', [1, 'b', null]]]));
  });

  it('has the numbers of its tensors, in any order of axes', async () => {
    const saved = await savedOf(dict({ a: tensor({ shape: [3, 2], strides: [1, 3] }) }));
    const array = entryOf(saved, 'a');
    expect(array).toBeInstanceOf(TraceArray);
    expect([...(await (array as TraceArray).read())]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...(await (array as TraceArray).read({ first: 1, end: 2 }))]).toEqual([2, 5]);
  });

  it('has the names of classes, and nothing of what they would do', async () => {
    const saved = await savedOf(list(call(named('reap.metrics', 'Tracker'), integer(1)), named('a', 'B')));
    expect(saved).toEqual([new SavedObject('reap.metrics.Tracker'), new SavedObject('a.B')]);
  });

  it('may contain itself', async () => {
    // a list is kept before it is filled
    const loop: Pickled = [...remember(0, list()), ...recall(0), 0x61];
    const saved = await savedOf(loop);
    expect(Array.isArray(saved) && saved[0] === saved).toBe(true);
  });

  it('is not told of views that repeat elements', async () => {
    const saved = await savedOf(tensor({ shape: [1000, 2], strides: [0, 1] }));
    expect(saved).toEqual(new SavedObject('a tensor of expanded-view'));
  });

  it.each<[string, Pickled]>([
    ['names code to run', named('os', 'system')],
    ['refers to bytes that are missing', tensor({ key: '7', shape: [1], strides: [1] })],
    ['refers to bytes beyond its storage', tensor({ shape: [7], strides: [1] })],
    ['is a model', dict({ 'layers.0.weight': tensor({ shape: [2], strides: [1] }) })],
  ])('is nothing where it %s', async (_, object) => {
    expect(await savedOf(object)).toBeUndefined();
  });

  it('is nothing where many tensors share what few bytes there are', async () => {
    const megabyte = { '0': new Uint8Array(2 ** 20) };
    const tensors = (count: number) =>
      buildTorchFile(
        list(...Array.from({ length: count }, () => tensor({ shape: [512, 512], strides: [512, 1] }))),
        {
          storages: megabyte,
        },
      );
    expect(await lookTorch(traceFile('a.pt', tensors(100)))).not.toBeNull();
    expect(await lookTorch(traceFile('a.pt', tensors(1500)))).toBeNull();
  });
});
