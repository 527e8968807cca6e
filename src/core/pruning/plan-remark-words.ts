/** The words of everything that is said of a plan's actions. A code without words does not compile. */
import { formatCount, formatNumber } from '../quantity.ts';
import type { PlanRemark, PlanRemarkCode, PlanRemarkFacts } from './plan-remark.ts';

export interface PlanRemarkWords {
  readonly title: string;
  readonly body: string;
  readonly remedy: string;
}

type Words = { readonly [C in PlanRemarkCode]: (facts: PlanRemarkFacts[C]) => PlanRemarkWords };

const words: Words = {
  'no-layers': ({ layers }) => ({
    title: layers.length === 1 ? 'There is no such layer' : 'There are no such layers',
    body: `${listed('Layer', layers)}: this checkpoint has no weights there that a plan could take.`,
    remedy: 'The plan may be for another checkpoint. Choose layers that this one has.',
  }),
  'no-expert': ({ layer, expert }) => ({
    title: 'There is no such expert',
    body: `Layer ${layer} has no expert ${expert}.`,
    remedy: 'The plan may be for another checkpoint. Pick experts of this one.',
  }),
  'no-weights': ({ projection }) => ({
    title: 'There is nothing to cut',
    body:
      projection === null
        ? 'The plan’s scope has no weights that a scan has read.'
        : `No expert has a matrix “${projection}” that a scan has read.`,
    remedy: 'Choose a wider scope.',
  }),
  'no-experts': () => ({
    title: 'This model has no experts',
    body: 'A plan that removes experts needs a model with routed experts.',
    remedy: 'Cut weights instead.',
  }),
  'amount-outside': ({ what, value, range }) => ({
    title: 'The amount makes no sense',
    body: `${what} is ${formatNumber(value)}; it has to be ${range}.`,
    remedy: 'Change the amount.',
  }),
  'too-few-experts': ({ layers, left, topK }) => ({
    title: 'Too few experts would be left',
    body:
      topK === null
        ? `${listed('Layer', layers)} would have none.`
        : `${listed('Layer', layers)} would have ${formatCount(left)}, and a token chooses ${formatCount(topK)}.`,
    remedy: 'Keep more experts there.',
  }),
  'floors-above-budget': ({ budget, floors }) => ({
    title: 'The floors are higher than the budget',
    body: `${formatCount(budget)} experts are to stay over all layers, but what each layer keeps at least adds up to ${formatCount(floors)}.`,
    remedy: 'Raise the budget or lower the floor.',
  }),
  'no-criterion': ({ criterion }) => ({
    title: 'Unknown criterion',
    body: `“${criterion}” is no criterion that this version knows.`,
    remedy: 'Choose another one, or open the plan with a newer version.',
  }),
  'criterion-lacks': ({ name, lack, source }) => ({
    title: `${name} can’t be told`,
    body: lack,
    remedy: `What it takes: ${source}`,
  }),
  'needs-pass': () => ({
    title: 'The order of the weights is not known yet',
    body: 'The scan tells how large weights are, but this action depends on where each of them stands.',
    remedy:
      'Read the weights once more, in their order: the tables that come of it are kept while the checkpoint is open.',
  }),
  'layers-without-scores': ({ name, layers }) => ({
    title: layers.length === 1 ? 'A layer is left whole' : `${layers.length} layers are left whole`,
    body: `${listed('Layer', layers)}: there is nothing to tell ${name} by.`,
    remedy: 'Open a trace that covers these layers, or choose a criterion that needs none.',
  }),
  'not-finite': ({ weights }) => ({
    title: 'Some weights are no numbers',
    body: `${formatCount(weights)} weights are infinite or not a number. No threshold takes them, and no sum holds them.`,
    remedy: 'The checkpoint is damaged or training diverged: look for them in the table of tensors.',
  }),
};

function listed(noun: string, layers: readonly number[]): string {
  const shown = layers.slice(0, 8).join(', ');
  const rest = layers.length - 8;
  return `${noun}${layers.length === 1 ? '' : 's'} ${shown}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`;
}

export function explainPlanRemark({ code, facts }: PlanRemark): PlanRemarkWords {
  const explain = words[code] as (facts: PlanRemark['facts']) => PlanRemarkWords;
  return explain(facts);
}
