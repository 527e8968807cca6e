/**
 * What the figures of a gate come to, in plain sentences for whoever sees them for the first time. Thresholds are
 * customs, not laws: each stands here with its reason.
 */
import { formatNumber, formatPercent } from '../quantity.ts';
import type { Matrix } from './matrix.ts';
import { mutualInformation } from './statistics/mutual-information.ts';
import { entropyBits } from './entropy.ts';
import { columnSums } from './matrix.ts';

export interface RoutingFigures {
  /** [E]: choices that fell on each expert. */
  readonly load: readonly number[];
  readonly expertsPerSample: number;
  readonly droppedShare: number;
  readonly gateEntropyBits: number;
  readonly usageEntropyBits: number;
  /** [E, C]: first choices by true class. */
  readonly byClass: Matrix;
}

export type RoutingState = 'single' | 'early' | 'collapsed' | 'dying' | 'uneven' | 'even' | 'soft';

export interface RoutingReading {
  readonly state: RoutingState;
  /** One sentence: the state, with the number that shows it. */
  readonly headline: string;
  /** What it means, and what else is to be seen. */
  readonly details: readonly string[];
  /** Whether a balancing loss would help. */
  readonly wantsBalance: boolean;
}

/** So much of all choices decides who does the work. */
const NEARLY_ALL = 0.9;
/** Less than this part of an even share, and an expert learns hardly anything (the custom of `idle-experts.ts`). */
const HARDLY = 0.1;
/** The busiest expert may have half as much again as an even share: what balancing losses commonly reach. */
const EVEN = 1.5;
/** Of what names a class: above the first, experts divide the work by class; below the second, they do not. */
const TELLING = 0.4;
const SILENT = 0.1;
/** Of log₂ E: below, a gate is sure of its choice; above, it hardly has one. */
const SURE = 0.2;
const UNSURE = 0.8;

export function readRouting(
  figures: RoutingFigures,
  { isBalanced }: { isBalanced: boolean },
): RoutingReading {
  const { load, expertsPerSample } = figures;
  const experts = load.length;
  const total = load.reduce((sum, count) => sum + count, 0);
  const reading = (
    state: RoutingState,
    headline: string,
    why: readonly string[] = [],
    wantsBalance = false,
  ) => ({
    state,
    headline,
    details: state === 'single' || state === 'early' ? why : [...why, ...furtherWords(figures)],
    wantsBalance: wantsBalance && !isBalanced,
  });
  if (experts < 2) return reading('single', 'There is a single expert: nothing is routed.');
  if (!(total > 0)) return reading('early', 'No sample has been routed yet.');
  // every expert sees every sample: only the weights of the gate can be uneven
  if (expertsPerSample >= experts - 0.5) return reading('soft', softWords(figures));

  const falling = load.map((count) => count / total).sort((a, b) => b - a);
  const workers = countToReach(falling, NEARLY_ALL);
  const idle = falling.filter((share) => share < HARDLY / experts).length;
  const needed = Math.max(expertsPerSample, 1);
  if (workers <= Math.max(Math.ceil(needed), experts / 4) && idle > 0) {
    const share = falling.slice(0, workers).reduce((sum, value) => sum + value, 0);
    return reading('collapsed', collapseWords({ workers, experts, share }), balanceWords(isBalanced), true);
  }
  if (idle > 0) {
    const verb = idle === 1 ? 'gets' : 'get';
    const headline = `${idle} of ${experts} experts ${verb} hardly any samples: what is not chosen does not learn, and is chosen even less.`;
    return reading('dying', headline, balanceWords(isBalanced), true);
  }
  const most = `the busiest of ${experts} experts gets ${formatPercent(falling[0]!, 0)} of the choices, where ${formatPercent(1 / experts)} would be exactly even`;
  return falling[0]! * experts <= EVEN
    ? reading('even', `All experts work: ${most}.`)
    : reading('uneven', `All experts work, not equally: ${most}.`);
}

/** How many of the largest shares reach a sum. */
function countToReach(falling: readonly number[], enough: number): number {
  let sum = 0;
  const at = falling.findIndex((share) => (sum += share) >= enough);
  return at < 0 ? falling.length : at + 1;
}

function collapseWords({
  workers,
  experts,
  share,
}: {
  workers: number;
  experts: number;
  share: number;
}): string {
  const who = workers === 1 ? `1 of ${experts} experts gets` : `${workers} of ${experts} experts get`;
  return `${who} ${formatPercent(share, 0)} of the samples: the gate has collapsed.`;
}

function balanceWords(isBalanced: boolean): readonly string[] {
  return isBalanced
    ? ['The recipe has a balancing term: it may need more strength, or more time.']
    : [
        'Whoever is chosen early learns, is better the next time, and is chosen again; the others never learn. A balancing loss would cure this.',
      ];
}

function softWords({ load, usageEntropyBits }: RoutingFigures): string {
  const used = 2 ** usageEntropyBits;
  return `Every sample goes to all ${load.length} experts, weighted by the gate: on average as much weight falls on them as on ${used.toFixed(1)} equal ones.`;
}

// ---------------------------------------------------------------- what else is to be seen

function furtherWords(figures: RoutingFigures): readonly string[] {
  return [...classWords(figures), ...sureness(figures), ...droppedWords(figures)];
}

function classWords({ byClass }: RoutingFigures): readonly string[] {
  const { bits } = mutualInformation(byClass);
  const whole = entropyBits(columnSums(byClass));
  if (Number.isNaN(bits) || !(whole > 0)) return [];
  const told = `${bits.toFixed(1)} of the ${whole.toFixed(1)} bits that name a class`;
  if (bits / whole >= TELLING) return [`The expert alone tells ${told}: experts have specialised by class.`];
  return bits / whole < SILENT
    ? [`The expert tells hardly anything of the class (${told}): the work is not divided by class.`]
    : [`The expert alone tells ${told}.`];
}

function sureness({ gateEntropyBits, load }: RoutingFigures): readonly string[] {
  const most = Math.log2(load.length);
  const of = `${gateEntropyBits.toFixed(2)} of ${formatNumber(most)} bits`;
  if (gateEntropyBits <= SURE * most) return [`The gate is sure of each sample (${of} of doubt).`];
  return gateEntropyBits >= UNSURE * most ? [`The gate hardly prefers any expert (${of} of doubt).`] : [];
}

function droppedWords({ droppedShare }: RoutingFigures): readonly string[] {
  return droppedShare >= 0.005
    ? [`${formatPercent(droppedShare)} of the choices find their expert full and are dropped.`]
    : [];
}
