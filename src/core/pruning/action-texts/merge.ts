/**
 *     merge:hc-smoe:48                     48 groups in each layer
 *     merge:m-smoe:4:a:l0-11               hidden units aligned first
 *     merge:similar-outputs:6:wusage       members weighed by their choices; `equal` for all alike
 */
import { readLayers, readNumber, readOneOf, wrong } from '../json-fields.ts';
import type { MergeAction } from '../plan.ts';
import {
  formatNumber,
  isOneOf,
  layersField,
  parseLayers,
  parseNumber,
  parseOptions,
} from '../text-fields.ts';
import type { ActionText } from './action-text.ts';

const methods = ['similar-outputs', 'hc-smoe', 'm-smoe'] as const satisfies readonly MergeAction['method'][];

const weighings = ['usage', 'equal'] as const;

export const mergeText: ActionText<MergeAction> = {
  format: ({ method, keep, isAligned, weighing, layers }) => [
    method,
    formatNumber(keep),
    ...(isAligned ? ['a'] : []),
    ...(weighing === undefined ? [] : [`w${weighing}`]),
    ...layersField(layers),
  ],

  parse: ([method, size, ...rest]) => {
    const keep = parseNumber(size);
    const options = parseOptions(rest, 'awl');
    const layers = options && parseLayers(options);
    if (!isOneOf(methods, method) || keep === null || options === null || layers === null) return null;
    const weighing = options.get('w');
    if (weighing !== undefined && !isOneOf(weighings, weighing)) return null;
    if ((options.get('a') ?? '') !== '') return null;
    const weighed = weighing === undefined ? {} : { weighing };
    return { kind: 'merge', ...layers, keep, method, ...weighed, isAligned: options.has('a') };
  },

  read: ({ layers, keep, method, weighing, isAligned = false }, at) => {
    if (typeof isAligned !== 'boolean') throw wrong(`${at}.isAligned`, 'true or false');
    return {
      kind: 'merge',
      layers: readLayers(layers, `${at}.layers`),
      keep: readNumber(keep, `${at}.keep`),
      method: readOneOf(methods, method, `${at}.method`),
      ...(weighing === undefined ? {} : { weighing: readOneOf(weighings, weighing, `${at}.weighing`) }),
      isAligned,
    };
  },
};
