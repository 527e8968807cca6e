import { describe, expect, it } from 'vitest';
import { decodeFault, encodeFault, Fault, isAbort, isTransient, notice, toFault } from './fault.ts';

describe('Fault', () => {
  it('survives the thread boundary, which drops the fields of a subclass', () => {
    const fault = new Fault('truncated', { file: 'a.pt', what: 'the header', neededBytes: 9, sizeBytes: 8 });
    const received = decodeFault(structuredClone(encodeFault(fault)));
    expect(received).toBeInstanceOf(Fault);
    expect(received.code).toBe(fault.code);
    expect(received.facts).toEqual(fault.facts);
    expect(received.message).toBe(fault.message);
  });

  it('says its code and facts where only a message is seen', () => {
    expect(new Fault('empty-file', { file: 'a.npz' }).message).toBe('empty-file {"file":"a.npz"}');
  });

  it('keeps the cause', () => {
    const cause = new RangeError('boom');
    const fault = toFault(cause);
    expect(fault.code).toBe('internal');
    expect(fault.facts).toEqual({ detail: 'RangeError: boom' });
    expect(fault.cause).toBe(cause);
  });

  it('takes anything that can be thrown', () => {
    expect(toFault('text').facts).toEqual({ detail: 'text' });
    expect(toFault(undefined).facts).toEqual({ detail: 'undefined' });
    const fault = new Fault('no-workers', {});
    expect(toFault(fault)).toBe(fault);
  });

  it('is the same thing as a notice, without the throw', () => {
    const facts = { file: 'a.safetensors', bytes: 3 };
    expect(notice('trailing-bytes', facts)).toEqual(encodeFault(new Fault('trailing-bytes', facts)));
  });
});

describe('isAbort', () => {
  it('tells a person’s wish from a fault', () => {
    const controller = new AbortController();
    controller.abort();
    expect(isAbort(controller.signal.reason)).toBe(true);
    expect(isAbort(new Error('AbortError'))).toBe(false);
    expect(isAbort('AbortError')).toBe(false);
  });
});

describe('isTransient', () => {
  it('lets only the network be asked again', () => {
    const url = 'https://example.org/a.safetensors';
    expect(isTransient(new Fault('network-unreachable', { url }))).toBe(true);
    for (const status of [408, 429, 500, 503]) {
      expect(isTransient(new Fault('http-status', { url, status })), String(status)).toBe(true);
    }
    for (const status of [400, 401, 403, 404, 416]) {
      expect(isTransient(new Fault('http-status', { url, status })), String(status)).toBe(false);
    }
    expect(isTransient(new Fault('empty-file', { file: 'a' }))).toBe(false);
    expect(isTransient(new Error('network'))).toBe(false);
  });
});
