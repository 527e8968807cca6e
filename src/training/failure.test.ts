import { describe, expect, it } from 'vitest';
import { Fault } from '../core/fault.ts';
import { explainFailure } from './failure.ts';
import { DivergedError } from './run.ts';
import { MisfitError } from './snapshot.ts';

const codeOf = (error: unknown) => {
  const explained = explainFailure(error, 'webgl');
  return explained instanceof Fault ? (explained as Fault).code : explained;
};

describe('what goes wrong while training', () => {
  it.each([
    [new DivergedError(7, NaN), 'run-diverged'],
    [new MisfitError('gate.weight is missing'), 'snapshot-misfit'],
    [new Error('The WebGL context was lost.'), 'graphics-lost'],
    [new Error('Device is lost'), 'graphics-lost'],
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    [new WebAssembly.RuntimeError('memory access out of bounds'), 'out-of-memory'],
    [new Error('Failed to compile fragment shader.'), 'backend-failed'],
    ['nothing known', 'backend-failed'],
  ])('%s is %s', (error, code) => {
    expect(codeOf(error)).toBe(code);
  });

  it('stays what it is where it is a fault, or a person’s wish', () => {
    const fault = new Fault('dataset-not-dropped', { dataset: 'iris' });
    expect(explainFailure(fault, 'cpu')).toBe(fault);
    const abort = new DOMException('The run was paused.', 'AbortError');
    expect(explainFailure(abort, 'cpu')).toBe(abort);
  });
});
