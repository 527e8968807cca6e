/**
 * Calls across a thread boundary, typed by a contract: a request, a reply, reports on the way, and an AbortSignal
 * that reaches the other side. Faults arrive as faults, aborts as AbortError, and a worker that dies rejects
 * everything that waits for it.
 */
import { decodeFault, encodeFault, isAbort, type Fault, type FaultWire } from '../core/fault.ts';

/** Method → what goes in, what comes back, and what is told meanwhile. */
export type Contract<C> = { readonly [M in keyof C]: { request: unknown; reply: unknown; report?: unknown } };

type ReportOf<C extends Contract<C>, M extends keyof C> = C[M] extends { report: infer R } ? R : never;

/** The part of Worker, MessagePort and a worker's own scope that is used. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

export interface CallOptions<Report> {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((report: Report) => void) | undefined;
  readonly transfer?: Transferable[] | undefined;
}

type ToServer =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly request: unknown }
  | { readonly kind: 'abort'; readonly id: number };

type ToClient =
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'report'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: FaultWire }
  | { readonly kind: 'aborted'; readonly id: number };

export interface Client<C extends Contract<C>> {
  call<M extends keyof C & string>(
    method: M,
    request: C[M]['request'],
    options?: CallOptions<ReportOf<C, M>>,
  ): Promise<C[M]['reply']>;
  /** Rejects everything under way and all further calls. */
  fail(fault: Fault): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly report: ((value: unknown) => void) | undefined;
}

export function connect<C extends Contract<C>>(port: Port): Client<C> {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Fault | null = null;

  port.addEventListener('message', ({ data }: MessageEvent<ToClient>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if (data.kind === 'report') {
      call.report?.(data.value);
      return;
    }
    waiting.delete(data.id);
    if (data.kind === 'reply') call.resolve(data.value);
    else call.reject(data.kind === 'fault' ? decodeFault(data.fault) : abortError());
  });

  return {
    call(method, request, { signal, report, transfer = [] } = {}) {
      if (failure !== null) return Promise.reject(failure);
      if (signal?.aborted === true) return Promise.reject(abortError());
      const id = ++lastId;
      const onAbort = () => post(port, { kind: 'abort', id });
      signal?.addEventListener('abort', onAbort);
      const promise = new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject, report: report as ((value: unknown) => void) | undefined });
        post(port, { kind: 'call', id, method, request }, transfer);
      });
      return promise.finally(() => signal?.removeEventListener('abort', onAbort));
    },
    fail(fault) {
      failure = fault;
      for (const call of waiting.values()) call.reject(fault);
      waiting.clear();
    },
  };
}

function post(port: Port, message: ToServer | ToClient, transfer: Transferable[] = []): void {
  port.postMessage(message, transfer);
}

function abortError(): Error {
  return new DOMException('The call was aborted', 'AbortError');
}

/** A reply whose buffers are handed over rather than copied. */
export class Handover<T> {
  constructor(
    readonly value: T,
    readonly transfer: Transferable[],
  ) {}
}

export interface ServerContext<Report> {
  readonly signal: AbortSignal;
  readonly report: (report: Report) => void;
}

export type Handlers<C extends Contract<C>> = {
  readonly [M in keyof C]: (
    request: C[M]['request'],
    context: ServerContext<ReportOf<C, M>>,
  ) => Promise<C[M]['reply'] | Handover<C[M]['reply']>> | C[M]['reply'] | Handover<C[M]['reply']>;
};

/** Answers calls on `port` until its thread ends. */
export function serve<C extends Contract<C>>(port: Port, handlers: Handlers<C>): void {
  const running = new Map<number, AbortController>();

  async function answer({ id, method, request }: Extract<ToServer, { kind: 'call' }>): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const context = {
        signal: controller.signal,
        report: (value: unknown) => post(port, { kind: 'report', id, value }),
      };
      const handler = handlers[method as keyof C] as (request: unknown, context: unknown) => unknown;
      const result = await handler(request, context);
      if (result instanceof Handover) post(port, { kind: 'reply', id, value: result.value }, result.transfer);
      else post(port, { kind: 'reply', id, value: result });
    } catch (error) {
      post(port, isAbort(error) ? { kind: 'aborted', id } : { kind: 'fault', id, fault: encodeFault(error) });
    } finally {
      running.delete(id);
    }
  }

  port.addEventListener('message', ({ data }: MessageEvent<ToServer>) => {
    if (data.kind === 'abort') running.get(data.id)?.abort();
    else void answer(data);
  });
}
