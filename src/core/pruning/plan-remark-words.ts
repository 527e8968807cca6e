/** The words of everything that is said of a plan's actions. A code without words does not compile. */
import { formatCount, formatNumber } from '../quantity.ts';
import { approximationWords } from './approximation/remark-words.ts';
import { rowCutWords } from './row-cut-words.ts';
import type { PlanRemark, PlanRemarkWords, RemarkWords } from './plan-remark.ts';

const words: RemarkWords = {
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
  'layers-without-scores': ({ name, layers }) => ({
    title: layers.length === 1 ? 'A layer is left whole' : `${layers.length} layers are left whole`,
    body: `${listed('Layer', layers)}: there is nothing to tell ${name} by.`,
    remedy: 'Open a trace that covers these layers, or choose a criterion that needs none.',
  }),
  'merge-lacks': ({ method, lack, source }) => ({
    title: `${method} can’t be told`,
    body: lack,
    remedy: `What it takes: ${source}`,
  }),
  'merge-after-cut': ({ layers }) => ({
    title: 'Weights were cut before',
    body: `${listed('Layer', layers)}: the mean of cut experts is no cut expert, as zeros of one meet weights of another.`,
    remedy: 'Merge first. Merged experts can be cut once the merged checkpoint is written and opened again.',
  }),
  'merged-before': ({ layers }) => ({
    title: 'Merged already',
    body: `${listed('Layer', layers)}: experts are merged there by an action before this one.`,
    remedy: 'Merge each layer once.',
  }),
  'top-k-unknown': () => ({
    title: 'Experts a token are not known',
    body: 'Neither config.json nor the family says how many experts a token chooses, so it can’t be fewer.',
    remedy: 'Open the checkpoint together with its config.json.',
  }),
  'merge-stand-in': ({ method, wanted, used, source }) => ({
    title: `Grouped by ${used}`,
    body: `${method} goes by ${wanted}, which nothing that is open tells. Groups may be others than its own.`,
    remedy: `What it takes: ${source}`,
  }),
  'merged-equally': () => ({
    title: 'Members count alike',
    body: 'How often each expert is chosen is not known, so all members of a group have the same weight.',
    remedy: 'Open a routing trace of this model.',
  }),
  'router-kept': () => ({
    title: 'The router stays',
    body: 'Every row goes on choosing, and members of a group lead to one expert. Parameters and memory are counted once a group, as a program needs them that lets rows share an expert; files hold the merged weights for each member, so that any program can run them.',
    remedy: '',
  }),
  'merged-not-cut': ({ experts }) => ({
    title: 'Merged experts are left whole',
    body: `Of ${experts === 1 ? 'a merged expert' : `${formatCount(experts)} merged experts`} the magnitudes are not known before they are merged, so nothing of them is cut.`,
    remedy: 'Write the merged checkpoint, open it, and cut that.',
  }),
  'top-k-lowered': ({ from, to }) => ({
    title: `${formatCount(to)} of ${formatCount(from)} experts a token`,
    body:
      to === 1
        ? 'Load is that of first choices, where the trace tells them. What the model says with fewer experts only a run can tell.'
        : 'The load of the rest is supposed to be spread as that of all is. What the model says with fewer experts only a run can tell.',
    remedy: '',
  }),
  'mean-outputs-left': ({ experts }) => ({
    title: 'Their mean output stays',
    body: `${experts === 1 ? 'One expert says' : `${formatCount(experts)} experts say`} the same to every token from then on. Mean outputs are measured by running the model, as for a model that was trained here; no family has a tensor for them, so such a plan can’t be written as a checkpoint.`,
    remedy: '',
  }),
  'not-finite': ({ weights }) => ({
    title: 'Some weights are no numbers',
    body: `${formatCount(weights)} weights are infinite or not a number. No threshold takes them, and no sum holds them.`,
    remedy: 'The checkpoint is damaged or training diverged: look for them in the table of tensors.',
  }),
  ...approximationWords,
  ...rowCutWords,
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
