/** What is to be said of an action of a plan: plain data, with its words in plan-remark-words.ts. */
export interface PlanRemarkFacts {
  // ----- the action can't be taken, and is left out
  'no-layers': { layers: readonly number[] };
  'no-expert': { layer: number; expert: number };
  'no-weights': { projection: string | null };
  'no-experts': Record<string, never>;
  'amount-outside': { what: string; value: number; range: string };
  'too-few-experts': { layers: readonly number[]; left: number; topK: number | null };
  'floors-above-budget': { budget: number; floors: number };
  'no-criterion': { criterion: string };
  'needs-pass': Record<string, never>;
  'needs-energies': Record<string, never>;
  'no-pattern': { keep: number; of: number };
  'rows-by-share': Record<string, never>;
  'wanda-within-rows': Record<string, never>;
  'criterion-lacks': { name: string; lack: string; source: string };
  'merge-lacks': { method: string; lack: string; source: string };
  'merge-after-cut': { layers: readonly number[] };
  'merged-before': { layers: readonly number[] };
  'top-k-unknown': Record<string, never>;
  'nothing-to-quantise': { of: 'experts' | 'routers' | 'rest' };
  'needs-singular-values': Record<string, never>;
  'approximated-before': Record<string, never>;
  'rank-after-cut': Record<string, never>;
  'cut-after-rank': Record<string, never>;
  // ----- the action is taken, and this is worth knowing
  'layers-without-scores': { name: string; layers: readonly number[] };
  'not-finite': { weights: number };
  /** Of all matrices of its scope, it is a reason to leave the action out. */
  'order-unknown': { matrices: number; isWanda: boolean };
  'cut-twice': { matrices: number };
  'not-finite-codes': { weights: number };
  'error-of-whole': Record<string, never>;
  'rounded-before': { dtypes: readonly string[]; matrices: number };
  'not-smaller': { before: number; after: number };
  'error-unknown': { matrices: number };
  'router-rounded': Record<string, never>;
  'rank-not-smaller': { matrices: number };
  'rank-estimated': { deviation: number };
  'rank-of-rounded': { matrices: number };
  'merge-stand-in': { method: string; wanted: string; used: string; source: string };
  'merged-equally': Record<string, never>;
  'router-kept': Record<string, never>;
  'merged-not-cut': { experts: number };
  'top-k-lowered': { from: number; to: number };
  'mean-outputs-left': { experts: number };
}

export type PlanRemarkCode = keyof PlanRemarkFacts;

/** `action` is its index in the plan. */
export type PlanRemark = {
  [C in PlanRemarkCode]: {
    readonly code: C;
    readonly action: number;
    readonly facts: PlanRemarkFacts[C];
  };
}[PlanRemarkCode];

export function remark<C extends PlanRemarkCode>(
  code: C,
  action: number,
  facts: PlanRemarkFacts[C],
): PlanRemark {
  return { code, action, facts } as PlanRemark;
}

export interface PlanRemarkWords {
  readonly title: string;
  readonly body: string;
  /** Empty where there is nothing to be done. */
  readonly remedy: string;
}

export type RemarkWords = { readonly [C in PlanRemarkCode]: (facts: PlanRemarkFacts[C]) => PlanRemarkWords };
