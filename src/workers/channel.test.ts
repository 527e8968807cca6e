import { describe, expect, it } from 'vitest';
import { Fault } from '../core/fault.ts';
import { connect, Handover, serve } from './channel.ts';

interface Sums {
  add: { request: readonly number[]; reply: number; report: number };
  fill: { request: number; reply: Uint8Array };
  fail: { request: 'fault' | 'defect'; reply: null };
  wait: { request: null; reply: null };
}

/** Both ends of a real MessageChannel, whose messages are really cloned and transferred. */
function pair(): { client: ReturnType<typeof connect<Sums>>; aborted: string[]; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const aborted: string[] = [];
  serve<Sums>(port2, {
    add: (numbers, { report }) => {
      let sum = 0;
      for (const n of numbers) report((sum += n));
      return sum;
    },
    fill: (length) => {
      const bytes = new Uint8Array(length).fill(7);
      return new Handover(bytes, [bytes.buffer]);
    },
    fail: (how) => {
      if (how === 'fault') throw new Fault('empty-file', { file: 'x.pt' });
      throw new TypeError('oops');
    },
    wait: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push('wait');
          reject(new DOMException('stopped', 'AbortError'));
        });
      }),
  });
  port1.start();
  port2.start();
  return { client: connect<Sums>(port1), aborted, close: () => port1.close() };
}

describe('a channel', () => {
  it('replies, reports on the way, and keeps calls apart', async () => {
    const { client, close } = pair();
    const reports: number[] = [];
    const [first, second] = await Promise.all([
      client.call('add', [1, 2, 3], { report: (sum) => reports.push(sum) }),
      client.call('add', [10]),
    ]);
    expect([first, second]).toEqual([6, 10]);
    expect(reports).toEqual([1, 3, 6]);
    close();
  });

  it('hands buffers over and takes transferred ones', async () => {
    const { client, close } = pair();
    expect(await client.call('fill', 3)).toEqual(Uint8Array.of(7, 7, 7));
    const numbers = [1] as readonly number[];
    expect(await client.call('add', numbers, { transfer: [] })).toBe(1);
    close();
  });

  it('carries faults with their facts, and defects as internal faults', async () => {
    const { client, close } = pair();
    await expect(client.call('fail', 'fault')).rejects.toMatchObject({
      code: 'empty-file',
      facts: { file: 'x.pt' },
    });
    await expect(client.call('fail', 'defect')).rejects.toMatchObject({
      code: 'internal',
      facts: { detail: 'TypeError: oops' },
    });
    close();
  });

  it('aborts on the other side, before and during a call', async () => {
    const { client, aborted, close } = pair();
    await expect(client.call('wait', null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const stopper = new AbortController();
    const waiting = client.call('wait', null, { signal: stopper.signal });
    stopper.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(aborted).toEqual(['wait']);
    close();
  });

  it('rejects everything once its worker is lost', async () => {
    const { client, close } = pair();
    const waiting = client.call('wait', null);
    client.fail(new Fault('worker-lost', { detail: 'gone' }));
    await expect(waiting).rejects.toMatchObject({ code: 'worker-lost' });
    await expect(client.call('add', [1])).rejects.toMatchObject({ code: 'worker-lost' });
    close();
  });
});
