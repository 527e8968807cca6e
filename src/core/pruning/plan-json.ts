/** A plan out of JSON, as the command line takes it (public/schemas/pruning-plan-1.schema.json). */
import { projections, type Projection } from '../structure.ts';
import type { Action, ActionScope, ExpertsAction, Plan, WeightsAction } from './plan.ts';
import { FIRST_SEED } from './plan-text.ts';

/** Rises only when a reader of the old form would misread the new. */
export const PLAN_VERSION = 1;

/** Says what is wrong with it in a `RangeError` that begins with the place: `actions[1].amount: …`. */
export function readPlan(value: unknown): Plan {
  const plan = object(value, 'the plan');
  const { version = PLAN_VERSION, name = '', actions } = plan;
  if (version !== PLAN_VERSION) throw wrong('version', `${PLAN_VERSION} is the only one there is`);
  if (typeof name !== 'string') throw wrong('name', 'a text');
  if (!Array.isArray(actions)) throw wrong('actions', 'a list');
  return { name, actions: actions.map((action, i) => readAction(action, `actions[${i}]`)) };
}

function readAction(value: unknown, at: string): Action {
  const action = object(value, at);
  if (action.kind === 'weights') return readWeights(action, at);
  if (action.kind === 'experts') return readExperts(action, at);
  throw wrong(`${at}.kind`, '“weights” or “experts”');
}

type Fields = Readonly<Record<string, unknown>>;

const pers = [
  'all',
  'rms',
  'layer',
  'expert',
  'projection',
] as const satisfies readonly WeightsAction['per'][];
/** Beside `threshold`. */
const shares = ['keep', 'mass', 'energy'] as const;

function readWeights({ scope, per = 'all', amount }: Fields, at: string): WeightsAction {
  const given = object(amount, `${at}.amount`);
  const whole = {
    kind: 'weights',
    scope: readScope(scope, `${at}.scope`),
    per: oneOf(pers, per, `${at}.per`),
  } as const;
  if (given.kind === 'threshold') {
    return {
      ...whole,
      amount: { kind: 'threshold', magnitude: number(given.magnitude, `${at}.amount.magnitude`) },
    };
  }
  const kind = oneOf(shares, given.kind, `${at}.amount.kind`);
  return { ...whole, amount: { kind, fraction: number(given.fraction, `${at}.amount.fraction`) } };
}

function readScope(value: unknown, at: string): ActionScope {
  if (value === undefined) return { layers: null, projection: null };
  const { layers, projection } = object(value, at);
  return {
    layers: readLayers(layers, `${at}.layers`),
    projection:
      projection === undefined || projection === null
        ? null
        : oneOf<Projection>(projections, projection, `${at}.projection`),
  };
}

function readExperts({ layers, amount, criterion, seed }: Fields, at: string): ExpertsAction {
  const own = readExpertsAmount(object(amount, `${at}.amount`), `${at}.amount`);
  if (typeof criterion !== 'string' && own.kind !== 'picked') throw wrong(`${at}.criterion`, 'a text');
  return {
    kind: 'experts',
    layers: readLayers(layers, `${at}.layers`),
    amount: own,
    criterion: typeof criterion === 'string' ? criterion : '',
    seed: seed === undefined ? FIRST_SEED : count(seed, `${at}.seed`),
  };
}

function readExpertsAmount(amount: Fields, at: string): ExpertsAction['amount'] {
  const kind = oneOf(['each-layer', 'all-layers', 'picked'] as const, amount.kind, `${at}.kind`);
  if (kind === 'each-layer') return { kind, keep: number(amount.keep, `${at}.keep`) };
  if (kind === 'all-layers') {
    return {
      kind,
      keepFraction: number(amount.keepFraction, `${at}.keepFraction`),
      atLeast: count(amount.atLeast, `${at}.atLeast`),
    };
  }
  if (!Array.isArray(amount.removed)) throw wrong(`${at}.removed`, 'a list');
  const removed = amount.removed.map((value, i) => {
    const { layer, expert } = object(value, `${at}.removed[${i}]`);
    return {
      layer: count(layer, `${at}.removed[${i}].layer`),
      expert: count(expert, `${at}.removed[${i}].expert`),
    };
  });
  return { kind, removed };
}

function readLayers(value: unknown, at: string): readonly number[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw wrong(at, 'a list of layers');
  return value.map((layer, i) => count(layer, `${at}[${i}]`));
}

function object(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(at, 'an object');
}

function number(value: unknown, at: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(at, 'a number');
}

function count(value: unknown, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrong(at, 'a whole number, 0 or more');
}

function oneOf<T extends string>(known: readonly T[], value: unknown, at: string): T {
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  throw wrong(at, `one of ${known.join(', ')}`);
}

function wrong(at: string, wanted: string): RangeError {
  return new RangeError(`${at}: ${wanted}`);
}
