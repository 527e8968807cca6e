/** What the forms of our own traces share (docs/traces.md): their name, their version, and what a trace is as a whole. */
import { Fault } from '../../core/fault.ts';
import type { TraceFacts } from '../../core/trace/trace-sink.ts';
import { clipped } from '../clipped.ts';

export const TRACE_FORM = 'moe-scope-trace';
export const TRACE_FORM_VERSION = 1;
export const TRACE_FORM_SOURCE = 'docs/traces.md';

const MAX_CLASSES = 10_000;

/** Throws `newer-version`. */
export function checkVersion(version: unknown, file: string): void {
  const known = TRACE_FORM_VERSION;
  if (typeof version === 'number' && version > known) {
    throw new Fault('newer-version', { file, what: 'the form of traces', version, known });
  }
}

/** What a header tells, as members or as texts; what makes no sense is left out. */
export function factsOf(header: Readonly<Record<string, unknown>>): Partial<TraceFacts> {
  const { order, normalisation, classes } = header;
  return {
    ...wholeFact('topK', header.topK),
    ...wholeFact('experts', header.experts),
    ...textFact('dataset', header.dataset),
    ...textFact('documentName', header.documentName),
    ...textFact('stepName', header.stepName),
    ...((order === 'weight' || order === 'none') && { order }),
    ...(isNormalisation(normalisation) && { normalisation }),
    ...(isListOfTexts(classes) && { classes: classes.map(clipped) }),
  };
}

function wholeFact(key: 'topK' | 'experts', value: unknown): Partial<TraceFacts> {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && Number(number) > 0 ? { [key]: Number(number) } : {};
}

function textFact(key: 'dataset' | 'documentName' | 'stepName', value: unknown): Partial<TraceFacts> {
  return typeof value === 'string' && value !== '' ? { [key]: clipped(value) } : {};
}

function isNormalisation(value: unknown): value is TraceFacts['normalisation'] {
  return value === 'softmax-then-top-k' || value === 'top-k-then-softmax' || value === 'sigmoid';
}

function isListOfTexts(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length <= MAX_CLASSES && value.every((text) => typeof text === 'string')
  );
}
