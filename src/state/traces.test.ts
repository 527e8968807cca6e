import { beforeEach, describe, expect, it } from 'vitest';
import type { Trace } from '../core/trace/trace.ts';
import { useSession } from './session.ts';
import { addTraces, closeTrace, relabelTrace } from './traces.ts';
import { useView } from './view.ts';

const id = 'trace.0123456789abcdef';

function traceIn(folder: string): Trace {
  const file = {
    name: 'a.npy',
    size: 1,
    recipe: { kind: 'bytes', name: 'a.npy', bytes: new Uint8Array(1) },
  } as const;
  const files = [{ path: `${folder}/a.npy`, file }];
  return { format: 'vllm-routed', formatName: 'vLLM', name: 'a.npy', fingerprint: '0123456789abcdef', files };
}

function open() {
  return useSession.getState().traces;
}

describe('a trace that is opened', () => {
  beforeEach(() => {
    useSession.setState({ traces: [] });
    useView.setState({ traces: [], trace: null });
  });

  it('twice is one, of the files that came last and beside their checkpoint, under the name it was given', () => {
    addTraces([traceIn('old')], { source: null, isAlone: true });
    relabelTrace(id, 'mine');
    addTraces([traceIn('new')], { source: 'file.fedcba9876543210', isAlone: false });
    expect(open()).toMatchObject([{ id, label: 'mine', source: 'file.fedcba9876543210' }]);
    expect(open()[0]!.trace.files[0]!.path).toBe('new/a.npy');
    addTraces([traceIn('new')], { source: null, isAlone: true });
    expect(open()[0]!.source).toBe('file.fedcba9876543210');
    expect(useView.getState().traces).toEqual([id]);
  });

  it('and closed is shown no more, until it is opened again', () => {
    addTraces([traceIn('old')], { source: null, isAlone: true });
    closeTrace(id);
    expect(useView.getState()).toMatchObject({ traces: [], trace: null });
    addTraces([traceIn('new')], { source: null, isAlone: true });
    expect(useView.getState()).toMatchObject({ traces: [id], trace: id });
    expect(open()).toHaveLength(1);
    expect(open()[0]!.trace.files[0]!.path).toBe('new/a.npy');
  });
});
