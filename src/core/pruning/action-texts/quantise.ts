/**
 *     quantise:experts:4:32                int4, 32 inputs a scale
 *     quantise:routers:8:channel
 *     quantise:rest:8:tensor               whatever is neither expert nor router
 */
import { readOneOf } from '../json-fields.ts';
import { quantisedBits, quantisedGroups } from '../matrix/quantise.ts';
import type { QuantiseAction } from '../plan.ts';
import { isOneOf } from '../text-fields.ts';
import type { ActionText } from './action-text.ts';

const targets = ['experts', 'routers', 'rest'] as const satisfies readonly QuantiseAction['of'][];

export const quantiseText: ActionText<QuantiseAction> = {
  format: ({ of, bits, group }) => [of, String(bits), String(group)],

  parse: ([of, bits, group, ...rest]) => {
    const ownBits = quantisedBits.find((each) => String(each) === bits);
    const ownGroup = quantisedGroups.find((each) => String(each) === group);
    if (!isOneOf(targets, of) || ownBits === undefined || ownGroup === undefined || rest.length > 0)
      return null;
    return { kind: 'quantise', of, bits: ownBits, group: ownGroup };
  },

  read: ({ of = 'experts', bits, group = 'channel' }, at) => ({
    kind: 'quantise',
    of: readOneOf(targets, of, `${at}.of`),
    bits: readOneOf(quantisedBits, bits, `${at}.bits`),
    group: readOneOf(quantisedGroups, group, `${at}.group`),
  }),
};
