/**
 * The words of everything that the trace doctor finds: what it is, why it matters, and what was done about it. A code
 * without words does not compile.
 */
import { formatCount, formatNumber, formatPercent } from '../quantity.ts';
import type { Finding, FindingCode, FindingFacts } from './finding.ts';

export interface FindingWords {
  readonly title: string;
  readonly body: string;
  /** What was done, or what it means for what is shown. */
  readonly done: string;
}

interface OwnWords {
  readonly title: string;
  readonly body: string;
  /** What is done about it; or, where there is no cure, what to bear in mind. */
  readonly cure: string;
  /** What is shown if a person takes the cure back. */
  readonly asIs?: string;
}

type Words = { readonly [C in FindingCode]: (facts: FindingFacts[C]) => OwnWords };

const words: Words = {
  'already-probabilities': ({ rows }) => ({
    title: 'The router logits are probabilities already',
    body: `${counted(rows, 'row')} called logits lie between 0 and 1 and sum to 1: a softmax was taken before they were saved, as some versions of transformers do (issue 45120).`,
    cure: 'They are used as they are. A second softmax would make every gate look undecided.',
    asIs: 'A softmax is taken of them once more.',
  }),
  'padding-ids': ({ id, choices }) => ({
    title: id === 0 ? 'Some tokens were not recorded' : `The id ${id} stands for no expert`,
    body:
      id === 0
        ? `${counted(choices, 'token')} list expert 0 in every place, which no router does: memory that was never written looks like this.`
        : `It occurs ${formatCount(choices)} times, where a token has fewer experts or was not recorded.`,
    cure: 'It is not counted.',
    asIs: 'It is counted like any other.',
  }),
  'dense-layers': ({ layers }) => ({
    title: layers.length === 1 ? 'A layer has no routing' : `${layers.length} layers have no routing`,
    body: `${listed('Layer', layers)}: nothing but zeros. Dense layers are written like this, and would look like expert 0 doing all the work.`,
    cure: 'They are left out.',
    asIs: 'They are shown as they are.',
  }),
  'empty-steps': ({ steps, of }) => ({
    title: 'Part of the recording is empty',
    body: `${formatCount(steps)} of ${counted(of, 'step')} are all zero: a ring buffer that was never filled. What it holds need not begin with the first step.`,
    cure: 'They are left out.',
    asIs: 'They are shown as steps in which nothing was routed.',
  }),
  'physical-ids': ({ physical, experts }) => ({
    title: 'Experts are counted by their replicas',
    body: `Its ids are those of ${formatCount(physical)} places on devices that hold copies of ${counted(experts, 'expert')}, to spread the load.`,
    cure: 'Copies are added up to the experts of the model, by the map in the file.',
    asIs: 'Every copy is shown as an expert of its own.',
  }),
  'replicated-load': ({ replicas }) => ({
    title: 'The same tokens were counted several times',
    body: `${formatCount(replicas)} ranks tell of exactly the same choices.`,
    cure: 'They are counted once. Shares would be the same; counts and intervals would not.',
    asIs: 'All ranks are added up.',
  }),
  'sums-disagree': ({ layer, counted: sum, expected, layers }) => ({
    title: 'Counts are not tokens times k',
    body: `In layer ${layer}, choices add up to ${formatCount(sum)}, where ${formatCount(expected)} are to be expected${layers > 1 ? `; the same in ${formatCount(layers - 1)} more` : ''}. Dropped tokens, padding, or another k than the file says do this.`,
    cure: 'Shares are right as far as the counts are; figures by token may not be.',
  }),
  'same-counts-repeated': ({ names }) => ({
    title: 'The same routing is written several times',
    body: `${names.join(', ')} of a layer count the same choices, once for each matrix of the expert.`,
    cure: 'One of them is counted.',
    asIs: 'All of them are added up.',
  }),
  'sums-of-frequencies': ({ layers }) => ({
    title: 'Pairs that are no pairs',
    body: `What ${counted(layers, 'layer')} call the frequency of pairs is the sum of two experts’ own frequencies, f_i + f_j: it tells nothing of who works together.`,
    cure: 'It is left out.',
    asIs: 'It is shown as co-activation, which it is not.',
  }),
  'never-routed-rows': ({ experts }) => ({
    title: 'Experts that were never routed to',
    body: `${counted(experts, 'expert')} with the same value in every channel, which is what this version of llama.cpp writes where it has seen nothing.`,
    cure: 'They are shown as never chosen, and have no score.',
    asIs: 'The value is taken for a score.',
  }),
  'unsorted-choices': ({ share }) => ({
    title: 'Nobody’s first choice is known',
    body: `${formatPercent(share, 0)} of the tokens do not list their experts by weight, but by id or in some other order.`,
    cure: 'Figures of first choices are not shown.',
  }),
  'repeated-choices': ({ choices }) => ({
    title: 'Tokens that list an expert twice',
    body: `${formatCount(choices)} choices repeat another of the same token. Routers do not do this: ids may be mixed up, or two layers in one.`,
    cure: 'Each expert counts once a token.',
    asIs: 'Each is counted as often as it is listed.',
  }),
  'ids-outside': ({ choices, largest, experts }) => ({
    title: 'Ids of experts that do not exist',
    body: `${counted(choices, 'choice')} of experts beyond the ${formatCount(experts)} there are, up to ${formatCount(largest)}. The trace may be of another model.`,
    cure: 'They are not counted.',
  }),
  'negative-counts': ({ values }) => ({
    title: 'Counts below zero',
    body: `${counted(values, 'value')} below zero, as of counters that ran over.`,
    cure: 'They are taken for none: these experts may have worked more than shown.',
  }),
  'not-finite': ({ rows }) => ({
    title: 'Numbers that are none',
    body: `${counted(rows, 'row')} of numbers ${rows === 1 ? 'holds' : 'hold'} NaN or infinity.`,
    cure: 'They count nowhere.',
  }),
  'cut-short': ({ file, detail }) => ({
    title: 'The recording ends in the middle',
    body: `${file}: ${detail}.`,
    cure: 'What came before is shown.',
  }),
  'unreadable-lines': ({ file, lines, first, detail }) => ({
    title: `${counted(lines, 'line')} can’t be read`,
    body: `${file}, line ${formatCount(first)}: ${detail}.`,
    cure: 'All other lines are shown.',
  }),
  'rounded-counts': ({ layers }) => ({
    title: 'Large counts are rounded',
    body: `In ${counted(layers, 'layer')} counts are beyond 16,777,216, where the 32-bit floats that hold them skip whole numbers.`,
    cure: 'Shares are right to seven digits; a rare expert may have lost choices.',
  }),
  'sampled-statistics': ({ tokens, of }) => ({
    title: 'Pairs and flow are of a sample',
    body: `They are of ${formatCount(tokens)} of ${counted(of, 'token')}, spread evenly over the trace. So are entropies of the chosen experts’ weights.`,
    cure: 'Loads are of all tokens.',
  }),
  'chosen-here': ({ topK, isKnown }) => ({
    title: 'Choices are made here, from scores',
    body: `The trace has scores of all experts and not which were chosen. The highest ${topK === 1 ? 'one' : formatNumber(topK)} of each token ${topK === 1 ? 'is' : 'are'} taken${isKnown ? '' : ', as nothing says how many a token chooses'}.`,
    cure: 'Loads are those of a router that chooses by scores alone. One that adds a bias to choose (DeepSeek-V3, GLM-4.5), or chooses among groups, chooses otherwise.',
  }),
  'classes-left-out': ({ tokens }) => ({
    title: 'More classes than are kept apart',
    body: `${counted(tokens, 'token')} of layers ${tokens === 1 ? 'is' : 'are'} of classes beyond the first thousand, or of more than there is room for.`,
    cure: 'Loads count them; what is shown by class does not.',
  }),
  estimated: ({ from, vectors, withoutNorm }) => ({
    title: 'An estimate, not a trace',
    body: `Nothing was routed: this is what the routers’ weights alone make of ${
      from === 'probes' ? counted(vectors, 'random vector') : counted(vectors, 'token embedding')
    }${withoutNorm.length > 0 ? `, without the norm that comes before them in ${listed('layer', withoutNorm).toLowerCase()}` : ''}.`,
    cure: 'Real activations have favourite directions: real loads are mostly more uneven. Groups that a router must choose among are not followed, and norms are taken to multiply by their weights as stored.',
  }),
  'other-model': ({ what, trace, model, name }) => ({
    title: 'Trace and checkpoint disagree',
    body: {
      experts: `The trace names ${counted(trace, 'expert')} of a layer, ${name} has ${formatCount(model)}.`,
      'top-k': `A token has ${formatNumber(trace)} experts in the trace, and ${formatCount(model)} in ${name}.`,
      layers: `${counted(trace, 'layer')} of the trace ${trace === 1 ? 'is' : 'are'} none of the ${formatCount(model)} with experts of ${name}.`,
    }[what],
    cure: 'They stand side by side as far as they agree. Check that they belong together.',
  }),
  'not-in-format': ({ what, instead = 'What depends on it is not shown.' }) => ({
    title: 'The format does not tell everything',
    body: `It does not say ${what}.`,
    cure: instead,
  }),
};

export function explainFinding(found: Finding): FindingWords {
  const { title, body, cure, asIs } = ownWords(found);
  const isAsIs = found.treatment === 'ignored' && asIs !== undefined;
  return { title, body, done: isAsIs ? `${asIs} You asked for it as it is.` : cure };
}

function ownWords<C extends FindingCode>({ code, facts }: Finding<C>): OwnWords {
  const explain = words[code] as (facts: FindingFacts[FindingCode]) => OwnWords;
  return explain(facts);
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const MOST_LISTED = 8;

/** “Layers 0, 1, 2”. */
function listed(noun: string, ids: readonly number[]): string {
  const shown = ids.slice(0, MOST_LISTED).join(', ');
  const more = ids.length > MOST_LISTED ? ` and ${formatCount(ids.length - MOST_LISTED)} more` : '';
  return `${noun}${ids.length === 1 ? '' : 's'} ${shown}${more}`;
}
