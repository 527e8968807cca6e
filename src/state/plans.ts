/** The plans of the view, up to four side by side, and the way back from every change of them. */
import { create } from 'zustand';
import type { Action, Plan } from '../core/pruning/plan.ts';
import { nothingSelected, selectExperts, type ExpertId } from '../core/trace/selection.ts';
import { useView, type View } from './view.ts';

/** The one that is edited, and up to three beside it. */
export const MOST_PLANS = 4;

export const emptyPlan: Plan = { name: '', actions: [] };

const firstPlans: readonly Plan[] = [emptyPlan];

type Plans = Pick<View, 'plans' | 'shownPlan'>;

interface PlanHistory {
  readonly past: readonly Plans[];
  readonly future: readonly Plans[];
  /** What the two lead away from: once the view's plans are others, as after Back or a new link, they lead nowhere. */
  readonly present: readonly Plan[] | null;
  /** What is being turned, as a slider under a finger: all its changes are one step. */
  readonly gesture: string | null;
}

const noHistory: PlanHistory = { past: [], future: [], present: null, gesture: null };

const usePlanHistory = create<PlanHistory>(() => noHistory);

/** Steps beyond are forgotten. */
const MOST_STEPS = 200;

// ---------------------------------------------------------------- reading

/** At least one. */
export function plansOf({ plans }: Pick<View, 'plans'>): readonly Plan[] {
  return plans.length === 0 ? firstPlans : plans;
}

export function shownIndex(view: Plans): number {
  return Math.min(view.shownPlan, plansOf(view).length - 1);
}

export function shownPlan(view: Plans): Plan {
  return plansOf(view)[shownIndex(view)]!;
}

/** What it is called where it has no name. */
export function planName({ name }: Plan, index: number): string {
  return name === '' ? `Plan ${index + 1}` : name;
}

export function useCanUndo(): { readonly undo: boolean; readonly redo: boolean } {
  const plans = useView((view) => view.plans);
  const history = usePlanHistory();
  const isLive = history.present === plans;
  return { undo: isLive && history.past.length > 0, redo: isLive && history.future.length > 0 };
}

// ---------------------------------------------------------------- changing

/** Changes with the same gesture, one after the other, are undone together. */
function changePlans(next: Plans, gesture: string | null = null): void {
  const { plans, shownPlan: shown } = useView.getState();
  const history = usePlanHistory.getState();
  const known = history.present === plans ? history : noHistory;
  const isSameGesture = gesture !== null && gesture === known.gesture;
  const past = isSameGesture ? known.past : [...known.past, { plans, shownPlan: shown }].slice(-MOST_STEPS);
  usePlanHistory.setState({ past, future: [], present: next.plans, gesture });
  useView.setState(next);
}

/** What is turned next is a step of its own, though it be the same slider. */
export function endGesture(): void {
  usePlanHistory.setState({ gesture: null });
}

export function undo(): void {
  step('past', 'future');
}

export function redo(): void {
  step('future', 'past');
}

function step(from: 'past' | 'future', to: 'past' | 'future'): void {
  const { plans, shownPlan: shown } = useView.getState();
  const history = usePlanHistory.getState();
  const next = history[from].at(-1);
  if (history.present !== plans || next === undefined) return;
  usePlanHistory.setState({
    [from]: history[from].slice(0, -1),
    [to]: [...history[to], { plans, shownPlan: shown }],
    present: next.plans,
    gesture: null,
  });
  useView.setState(next);
}

function changeShown(change: (plan: Plan) => Plan, gesture: string | null = null): void {
  const view = useView.getState();
  const at = shownIndex(view);
  const plans = plansOf(view).map((plan, i) => (i === at ? change(plan) : plan));
  changePlans({ plans, shownPlan: at }, gesture);
}

export function addAction(action: Action): void {
  changeShown((plan) => ({ ...plan, actions: [...plan.actions, action] }));
}

/** `what` names the knob that is turned; null for a choice, which is always a step of its own. */
export function changeAction(index: number, action: Action, what: string | null = null): void {
  const at = shownIndex(useView.getState());
  changeShown(
    (plan) => ({ ...plan, actions: plan.actions.map((known, i) => (i === index ? action : known)) }),
    what === null ? null : `${at}.${index}.${what}`,
  );
}

/** Joins the picks that end the plan, or else is an action of its own. */
export function removePicked(experts: readonly ExpertId[]): void {
  const { actions } = shownPlan(useView.getState());
  const last = actions.at(-1);
  if (last?.kind !== 'experts' || last.amount.kind !== 'picked') {
    addAction({
      kind: 'experts',
      layers: null,
      criterion: '',
      seed: 1,
      amount: { kind: 'picked', removed: joined([], experts) },
    });
    return;
  }
  const amount = { kind: 'picked' as const, removed: joined(last.amount.removed, experts) };
  changeAction(actions.length - 1, { ...last, amount });
}

/** By rising layer and number, each once. */
function joined(known: readonly ExpertId[], more: readonly ExpertId[]): readonly ExpertId[] {
  return selectExperts(nothingSelected, [...known, ...more]).experts;
}

export function removeAction(index: number): void {
  changeShown((plan) => ({ ...plan, actions: plan.actions.filter((_, i) => i !== index) }));
}

/** By one place, −1 for up. */
export function moveAction(index: number, places: -1 | 1): void {
  changeShown((plan) => {
    const to = index + places;
    if (to < 0 || to >= plan.actions.length) return plan;
    const actions = [...plan.actions];
    [actions[index], actions[to]] = [actions[to]!, actions[index]!];
    return { ...plan, actions };
  });
}

export function renamePlan(name: string): void {
  changeShown((plan) => ({ ...plan, name }));
}

/** One more, with these actions, to be edited next. Without any effect where there are as many as fit. */
export function addPlan(actions: readonly Action[]): void {
  const plans = plansOf(useView.getState());
  if (plans.length >= MOST_PLANS) return;
  changePlans({ plans: [...plans, { name: freeName(plans), actions }], shownPlan: plans.length });
}

function freeName(plans: readonly Plan[]): string {
  const taken = new Set(plans.map(planName));
  const names = Array.from({ length: plans.length + 1 }, (_, i) => `Plan ${i + 1}`);
  return names.find((name) => !taken.has(name))!;
}

export function removePlan(index: number): void {
  const view = useView.getState();
  const plans = plansOf(view).filter((_, i) => i !== index);
  const shown = shownIndex(view);
  changePlans({ plans, shownPlan: Math.max(0, shown >= index ? shown - 1 : shown) });
}

/** Looking at another plan changes none. */
export function showPlan(index: number): void {
  endGesture();
  useView.setState({ shownPlan: index });
}
