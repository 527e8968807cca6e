import { beforeEach, describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import { addSteps, emptyHistory, upTo, type StepPoint } from '../../core/run-history.ts';
import { useSession } from '../session.ts';
import { newRun } from './new-run.ts';
import { readPart, writePart } from './run-storage.ts';
import { addRuns, deleteRuns, findRun, MOST_COMPARED, selectRun, toggleCompared, useRuns } from './runs.ts';

const names = () => useRuns.getState().records.map(({ name }) => name);
const idOf = (name: string) => useRuns.getState().records.find((record) => record.name === name)!.id;

function addNamed(...all: readonly string[]): void {
  addRuns(all.map((name) => newRun({ name, recipe: defaultRecipe }, {})));
}

beforeEach(() => {
  useRuns.setState({ records: [], selected: null, compared: [], isLoaded: true });
});

describe('runs', () => {
  it('have ids of their own, and are listed newest first', () => {
    addNamed('a', 'b');
    addNamed('c');
    expect(names()).toEqual(['c', 'b', 'a']);
    expect(new Set(useRuns.getState().records.map(({ id }) => id)).size).toBe(3);
  });

  it('are shown beside each other up to as many as there are colours', () => {
    const letters = 'abcdefghij'.split('');
    addNamed(...letters);
    selectRun(idOf('a'));
    for (const name of letters) toggleCompared(idOf(name));
    const { compared } = useRuns.getState();
    expect(compared.length).toBe(MOST_COMPARED);
    expect(compared).not.toContain(idOf('a'));
    toggleCompared(idOf('j'));
    expect(useRuns.getState().compared).not.toContain(idOf('j'));
    selectRun(idOf('i'));
    expect(useRuns.getState().compared).not.toContain(idOf('i'));
  });

  it('come back where they were when their deletion is undone, and at rest', () => {
    addNamed('a', 'b', 'c', 'd');
    selectRun(idOf('b'));
    const undo = deleteRuns([idOf('b'), idOf('c')]);
    expect(names()).toEqual(['d', 'a']);
    expect(useRuns.getState().selected).toBeNull();
    addNamed('e');
    undo();
    expect(names()).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(useRuns.getState().selected).toBe(idOf('b'));
    expect(findRun(idOf('b'))?.state).toBe('paused');
  });
});

describe('where a browser stores nothing', () => {
  it('runs are kept until the page closes, and that is said once', async () => {
    useSession.setState({ messages: [] });
    const history = addSteps(emptyHistory, [stepPoint(1)]);
    await writePart('history', 'x', history);
    await writePart('history', 'y', history);
    expect(await readPart('history', 'x')).toEqual(history);
    expect(await readPart('snapshot', 'x')).toBeNull();
    const said = useSession.getState().messages.filter(({ wire }) => wire.code === 'runs-not-stored');
    expect(said.length).toBeLessThanOrEqual(1);
  });
});

describe('the history of a run that goes on from a snapshot', () => {
  it('is what it was until then', () => {
    const history = addSteps(emptyHistory, [1, 2, 3, 4].map(stepPoint));
    expect(upTo(2, history).steps.map(({ step }) => step)).toEqual([1, 2]);
    expect(upTo(0, history)).toEqual(emptyHistory);
  });
});

function stepPoint(step: number): StepPoint {
  return {
    step,
    epoch: 0,
    objective: 1,
    loss: 1,
    accuracy: 0.5,
    gateEntropyBits: 1,
    usageEntropyBits: 1,
    droppedShare: 0,
    expertsPerSample: 1,
    load: [1, 1],
  };
}
