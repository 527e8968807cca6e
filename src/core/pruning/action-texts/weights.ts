/**
 *     weights:rms:keep:0.5:pdown:l0-11
 *     weights:all:threshold:0.001          |w| below 0.001; `mass` and `energy` as well as `keep`
 *     weights:projection:pattern:2/4       the two largest of every four along the inputs
 *     weights:neuron:keep:0.5:cwanda       compared by |w| · ‖x‖₂
 */
import { readNumber, readObject, readOneOf, readScope, readCount } from '../json-fields.ts';
import type { WeightsAction, WeightsAmount } from '../plan.ts';
import { formatNumber, isOneOf, parseNumber, parseOptions, parseScope, scopeFields } from '../text-fields.ts';
import type { ActionText } from './action-text.ts';

const pers = [
  'all',
  'rms',
  'layer',
  'expert',
  'projection',
  'neuron',
] as const satisfies readonly WeightsAction['per'][];

/** Beside `threshold` and `pattern`. */
const shares = ['keep', 'mass', 'energy'] as const;

const scores = ['magnitude', 'wanda'] as const;

export const weightsText: ActionText<WeightsAction> = {
  format: ({ per, amount, scope, score = 'magnitude' }) => [
    per,
    amount.kind,
    formatSize(amount),
    ...(score === 'magnitude' ? [] : [`c${score}`]),
    ...scopeFields(scope),
  ],

  parse: ([per, kind, size, ...rest]) => {
    const options = parseOptions(rest, 'cpl');
    const scope = options && parseScope(options);
    const amount = parseAmount(kind, size);
    const score = options?.get('c');
    if (!isOneOf(pers, per) || scope === null || amount === null) return null;
    if (score !== undefined && score !== 'wanda') return null;
    return { kind: 'weights', scope, per, ...(score === undefined ? {} : { score }), amount };
  },

  read: ({ scope, per = 'all', score, amount }, at) => ({
    kind: 'weights',
    scope: readScope(scope, `${at}.scope`),
    per: readOneOf(pers, per, `${at}.per`),
    ...(score === undefined ? {} : { score: readOneOf(scores, score, `${at}.score`) }),
    amount: readAmount(amount, `${at}.amount`),
  }),
};

function formatSize(amount: WeightsAmount): string {
  if (amount.kind === 'pattern') return `${formatNumber(amount.keep)}/${formatNumber(amount.of)}`;
  return formatNumber(amount.kind === 'threshold' ? amount.magnitude : amount.fraction);
}

function parseAmount(kind: string | undefined, size: string | undefined): WeightsAmount | null {
  if (kind === 'pattern') {
    const [, keep, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(size ?? '') ?? [];
    return of === undefined ? null : { kind, keep: Number(keep), of: Number(of) };
  }
  const value = parseNumber(size);
  if (value === null) return null;
  if (kind === 'threshold') return { kind, magnitude: value };
  return isOneOf(shares, kind) ? { kind, fraction: value } : null;
}

function readAmount(value: unknown, at: string): WeightsAmount {
  const amount = readObject(value, at);
  const kind = readOneOf([...shares, 'threshold', 'pattern'], amount.kind, `${at}.kind`);
  if (kind === 'threshold') return { kind, magnitude: readNumber(amount.magnitude, `${at}.magnitude`) };
  if (kind === 'pattern') {
    return { kind, keep: readCount(amount.keep, `${at}.keep`), of: readCount(amount.of, `${at}.of`) };
  }
  return { kind, fraction: readNumber(amount.fraction, `${at}.fraction`) };
}
