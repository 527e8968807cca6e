import { beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../core/pruning/plan.ts';
import {
  addAction,
  addPlan,
  changeAction,
  emptyPlan,
  endGesture,
  moveAction,
  MOST_PLANS,
  planName,
  plansOf,
  redo,
  removeAction,
  removePicked,
  removePlan,
  renamePlan,
  shownIndex,
  shownPlan,
  showPlan,
  undo,
} from './plans.ts';
import { defaultView, useView } from './view.ts';

const keep = (fraction: number): Action => ({
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'all',
  amount: { kind: 'keep', fraction },
});

const shown = () => shownPlan(useView.getState());
const kept = () =>
  shown().actions.map((action) =>
    action.kind === 'weights' && action.amount.kind === 'keep' ? action.amount.fraction : null,
  );
const names = () => plansOf(useView.getState()).map(planName);

beforeEach(() => {
  useView.setState(defaultView, true);
});

describe('plans', () => {
  it('begin with one that does nothing', () => {
    expect(plansOf(useView.getState())).toEqual([emptyPlan]);
    expect(names()).toEqual(['Plan 1']);
  });

  it('take actions in order, which can be moved and removed', () => {
    [0.9, 0.8, 0.7].forEach((fraction) => addAction(keep(fraction)));
    moveAction(2, -1);
    expect(kept()).toEqual([0.9, 0.7, 0.8]);
    moveAction(0, -1);
    removeAction(0);
    expect(kept()).toEqual([0.7, 0.8]);
  });

  it('are taken back step by step, and forth again', () => {
    addAction(keep(0.9));
    changeAction(0, keep(0.5));
    removeAction(0);
    undo();
    expect(kept()).toEqual([0.5]);
    undo();
    undo();
    expect(kept()).toEqual([]);
    undo();
    expect(kept()).toEqual([]);
    redo();
    redo();
    expect(kept()).toEqual([0.5]);
    addAction(keep(0.1));
    redo();
    expect(kept()).toEqual([0.5, 0.1]);
  });

  it('take a slider back in one step, however often it moved, and twice if it was let go between', () => {
    addAction(keep(0.9));
    for (const fraction of [0.8, 0.7, 0.6]) changeAction(0, keep(fraction), 'amount');
    endGesture();
    for (const fraction of [0.5, 0.4]) changeAction(0, keep(fraction), 'amount');
    undo();
    expect(kept()).toEqual([0.6]);
    undo();
    expect(kept()).toEqual([0.9]);
  });

  it('know no way back from what a link has brought', () => {
    addAction(keep(0.9));
    useView.setState({ plans: [{ name: 'Linked', actions: [] }] });
    undo();
    expect(names()).toEqual(['Linked']);
  });

  it('stand side by side, four at most, with names of their own', () => {
    addAction(keep(0.9));
    addPlan(shown().actions);
    changeAction(0, keep(0.5));
    renamePlan('Half');
    addPlan([]);
    addPlan([]);
    addPlan([]);
    expect(plansOf(useView.getState())).toHaveLength(MOST_PLANS);
    expect(names()).toEqual(['Plan 1', 'Half', 'Plan 2', 'Plan 3']);
    showPlan(0);
    expect(kept()).toEqual([0.9]);
    removePlan(0);
    expect(names()).toEqual(['Half', 'Plan 2', 'Plan 3']);
    expect(shownIndex(useView.getState())).toBe(0);
    addPlan([]);
    expect(names().at(-1)).toBe('Plan 1');
  });

  it('join picks, each once and in order', () => {
    removePicked([{ layer: 1, expert: 5 }]);
    removePicked([
      { layer: 1, expert: 5 },
      { layer: 0, expert: 2 },
    ]);
    expect(shown().actions).toEqual([
      {
        kind: 'experts',
        layers: null,
        criterion: '',
        seed: 1,
        amount: {
          kind: 'picked',
          removed: [
            { layer: 0, expert: 2 },
            { layer: 1, expert: 5 },
          ],
        },
      },
    ]);
  });
});
