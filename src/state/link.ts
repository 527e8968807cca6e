/**
 * The view as the fragment of an address: `#v=1&src=sample.gaussian&curves=0.experts,0.expert:3/5&cut=0.25`.
 * Defaults are left out and keys keep the order of the table below, so equal views give equal links. A value that
 * can't be read drops its key and is told about; unknown keys are ignored. `v` rises only if an optional key can't
 * express a change.
 */
import { formatMapping, parseMapping } from '../core/families/by-hand/mapping.ts';
import { formatHubModel, parseHubAddress } from '../core/hub-address.ts';
import { formatPlan, parsePlan } from '../core/pruning/plan-text.ts';
import { formatRecipe, parseRecipe } from '../core/recipe-text.ts';
import { parseScope } from '../core/scope.ts';
import { references, type ReferenceId } from '../core/sketch/references.ts';
import { projections } from '../core/structure.ts';
import { normalisations } from '../core/trace/trace-sink.ts';
import { isCorrected } from '../core/trace/finding.ts';
import { formatSelection, isNothing, parseSelection } from '../core/trace/selection.ts';
import { MOST_PLANS } from './plans.ts';
import {
  defaultView,
  MOST_CURVES,
  panels,
  sourceId,
  type CurveChoice,
  type SourceRef,
  type TraceId,
  type View,
} from './view.ts';

export const LINK_VERSION = 1;

/** Longest link that mail programs and chats pass on whole. */
export const LONGEST_LINK = 8000;

interface LinkKey {
  readonly key: string;
  /** Null if the value is the default. */
  readonly write: (view: View) => string | null;
  /** Null if the text makes no sense. `before` is what keys before it said. */
  readonly read: (text: string, before: View) => Partial<View> | null;
}

const sourceKey: LinkKey = {
  key: 'src',
  write: ({ sources }) => (sources.length === 0 ? null : sources.map(writeSource).join(',')),
  read: (text) => {
    const sources = text.split(',').map(readSource);
    return sources.every((ref) => ref !== null) ? { sources } : null;
  },
};

/** Of sources by their place: how a person corrected them. */
const mappingKey: LinkKey = {
  key: 'map',
  write: ({ sources }) =>
    sources
      .flatMap(({ mapping }, at) => (mapping === undefined ? [] : [`${at}~${escapeItem(mapping)}`]))
      .join(',') || null,
  read: (text, { sources }) => {
    const mapped = [...sources];
    for (const item of text.split(',')) {
      const [, at, escaped] = /^(\d{1,3})~(.+)$/s.exec(item) ?? [];
      const ref = mapped[Number(at)];
      const mapping = escaped === undefined ? null : parseMapping(unescapeItem(escaped));
      // a sample comes with the analysis of its own structure
      if (ref === undefined || mapping === null || ref.kind === 'sample') return null;
      mapped[Number(at)] = { ...ref, mapping: formatMapping(mapping) };
    }
    return { sources: mapped };
  },
};

const curvesKey: LinkKey = {
  key: 'curves',
  write: ({ curves, sources }) =>
    curves === null ? null : curves.map((choice) => writeCurve(choice, sources)).join(',') || 'none',
  read: (text, { sources }) => {
    if (text === 'none') return { curves: [] };
    const curves = text.split(',').map((item) => (item === '' ? null : readCurve(item, sources)));
    const isGood = curves.length <= MOST_CURVES && curves.every((choice) => choice !== undefined);
    return isGood ? { curves } : null;
  },
};

const matrixSourceKey: LinkKey = {
  key: 'of',
  write: ({ matrixSource, sources }) => {
    const at = sources.findIndex((ref) => sourceId(ref) === matrixSource);
    return at <= 0 ? null : String(at);
  },
  read: (text, { sources }) => {
    const ref = /^\d{1,3}$/.test(text) ? sources[Number(text)] : undefined;
    return ref === undefined ? null : { matrixSource: sourceId(ref) };
  },
};

const recipeKey: LinkKey = {
  key: 'recipe',
  write: ({ recipe }) => formatRecipe(recipe) || null,
  read: (text) => {
    const recipe = parseRecipe(text);
    return recipe === null ? null : { recipe };
  },
};

const tracesKey: LinkKey = {
  key: 'traces',
  write: ({ traces }) => traces.map(withoutPrefix).join(',') || null,
  read: (text) => {
    const traces = text.split(',').map(readTraceId);
    return traces.every((id) => id !== null) ? { traces: [...new Set(traces)] } : null;
  },
};

const traceKey: LinkKey = {
  key: 'trace',
  write: ({ traces, trace }) => {
    const at = traces.findIndex((id) => id === trace);
    return at <= 0 ? null : String(at);
  },
  read: (text, { traces }) => {
    const trace = /^\d{1,3}$/.test(text) ? traces[Number(text)] : undefined;
    return trace === undefined ? null : { trace };
  },
};

/** Findings that are not to be put right. */
const asIsKey: LinkKey = {
  key: 'asis',
  write: ({ ignoredFindings }) => ignoredFindings.join(',') || null,
  read: (text) => {
    const codes = text.split(',');
    return codes.every(isCorrected) ? { ignoredFindings: codes } : null;
  },
};

const selectionKey: LinkKey = {
  key: 'sel',
  write: ({ selection }) => (isNothing(selection) ? null : formatSelection(selection)),
  read: (text) => {
    const selection = parseSelection(text);
    return selection === null ? null : { selection };
  },
};

/** Joined by what no text of a plan holds. */
const plansKey: LinkKey = {
  key: 'plans',
  write: ({ plans }) => plans.map(formatPlan).join(';') || null,
  read: (text) => {
    const plans = text.split(';').map(parsePlan);
    return plans.length <= MOST_PLANS && plans.every((plan) => plan !== null) ? { plans } : null;
  },
};

/** Ids of scores are what producers wrote. */
const statisticId = /^[a-z][\w./ -]{0,80}$/;

const linkKeys: readonly LinkKey[] = [
  sourceKey,
  mappingKey,
  choiceKey('panel', 'panel', panels),
  curvesKey,
  wholeKey('active', 'active', MOST_CURVES - 1),
  choiceKey('scale', 'scale', ['share', 'sum']),
  choiceKey('count', 'population', ['all', 'nonzero']),
  choiceKey('sum', 'quantity', ['mass', 'energy']),
  choiceKey('x', 'xAxis', ['linear', 'log']),
  choiceKey('y', 'yAxis', ['linear', 'log']),
  {
    key: 'ref',
    write: (view) =>
      sameList(view.references, defaultView.references) ? null : view.references.join(',') || 'none',
    read: (text) => {
      const ids = text === 'none' ? [] : text.split(',');
      return ids.every(isReference) ? { references: ids } : null;
    },
  },
  numberKey('plateau', 'plateauSlope', { least: 0, most: 1 }),
  numberKey('cut', 'cut', { least: 0, most: 1 }),
  numberKey('eps', 'epsilon', { least: 0, most: 1e300 }),
  matrixSourceKey,
  textKey('measure', 'measure', /^[a-z][a-z0-9-]{0,40}$/),
  choiceKey('proj', 'projection', projections),
  textKey('find', 'search', /^.{0,200}$/s),
  textKey('sort', 'sort', /^-?[a-zA-Z0-9-]{0,40}$/),
  tracesKey,
  traceKey,
  asIsKey,
  selectionKey,
  textKey('stat', 'usageStatistic', statisticId),
  choiceKey('experts', 'usageOrder', ['id', 'load']),
  textKey('weights', 'usageWeights', /^[a-z][a-z0-9-]{0,40}$/),
  textKey('against', 'usageAgainst', statisticId),
  recipeKey,
  plansKey,
  wholeKey('plan', 'shownPlan', MOST_PLANS - 1),
  choiceKey('gate', 'normalisation', normalisations),
];

export function encodeView(view: View): string {
  const written = linkKeys.flatMap(({ key, write }) => {
    const value = write(view);
    return value === null ? [] : [`${key}=${encodeValue(value)}`];
  });
  return written.length === 0 ? '' : `#v=${LINK_VERSION}&${written.join('&')}`;
}

export interface DecodedLink {
  readonly view: View;
  /** Keys whose values could not be used. */
  readonly dropped: readonly string[];
  /** True if the link was made by a newer version. */
  readonly isNewer: boolean;
}

export function decodeView(fragment: string): DecodedLink {
  const given = parseFragment(fragment);
  let view = defaultView;
  const dropped: string[] = [];
  for (const { key, read } of linkKeys) {
    const text = given.get(key);
    if (text === undefined) continue;
    const change = text === null || fragment.length > LONGEST_LINK * 4 ? null : read(text, view);
    if (change === null) dropped.push(key);
    else view = { ...view, ...change };
  }
  const version = given.get('v') ?? String(LINK_VERSION);
  return { view, dropped, isNewer: /^\d{1,4}$/.test(version) && Number(version) > LINK_VERSION };
}

/** Key → decoded value, or null where the percent-encoding is broken. The first of equal keys counts. */
function parseFragment(fragment: string): Map<string, string | null> {
  const values = new Map<string, string | null>();
  for (const item of fragment.replace(/^#/, '').split('&')) {
    const at = item.indexOf('=');
    if (at > 0 && !values.has(item.slice(0, at)))
      values.set(item.slice(0, at), decodeValue(item.slice(at + 1)));
  }
  return values;
}

/** Leaves readable what a fragment may hold as it is. */
function encodeValue(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|3A|3B|2F|2B|2A|40)/g, decodeURIComponent);
}

function decodeValue(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

// ------------------------------------------------------------ values

type ChoiceField =
  | 'panel'
  | 'scale'
  | 'population'
  | 'quantity'
  | 'xAxis'
  | 'yAxis'
  | 'projection'
  | 'usageOrder'
  | 'normalisation';

function choiceKey<K extends ChoiceField>(
  key: string,
  field: K,
  choices: readonly NonNullable<View[K]>[],
): LinkKey {
  return {
    key,
    write: (view) => {
      const value: View[ChoiceField] = view[field];
      return value === defaultView[field] ? null : value;
    },
    read: (text) => {
      const choice = choices.find((value) => value === text);
      return choice === undefined ? null : { [field]: choice };
    },
  };
}

type TextField = 'measure' | 'search' | 'sort' | 'usageStatistic' | 'usageWeights' | 'usageAgainst';

function textKey(key: string, field: TextField, pattern: RegExp): LinkKey {
  return {
    key,
    write: (view) => (view[field] === defaultView[field] ? null : view[field]),
    read: (text) => (pattern.test(text) ? { [field]: text } : null),
  };
}

function wholeKey(key: string, field: 'active' | 'shownPlan', most: number): LinkKey {
  return {
    key,
    write: (view) => (view[field] === defaultView[field] ? null : String(view[field])),
    read: (text) => (/^\d{1,9}$/.test(text) && Number(text) <= most ? { [field]: Number(text) } : null),
  };
}

/** Six significant digits: finer than any slider. */
function numberKey(
  key: string,
  field: 'plateauSlope' | 'cut' | 'epsilon',
  { least, most }: { least: number; most: number },
): LinkKey {
  return {
    key,
    write: (view) => {
      const value = view[field];
      return value === defaultView[field] || value === null ? null : String(Number(value.toPrecision(6)));
    },
    read: (text) => {
      if (!/^\d+(\.\d+)?(e[+-]?\d{1,3})?$/.test(text)) return null;
      const value = Number(text);
      return value >= least && value <= most ? { [field]: value } : null;
    },
  };
}

function writeSource({ kind, value }: SourceRef): string {
  return `${kind}.${escapeItem(value)}`;
}

function readSource(text: string): SourceRef | null {
  const match = /^(sample|file|url|hf)\.(.+)$/s.exec(text);
  if (match === null) return null;
  const value = unescapeItem(match[2]!);
  const kind = match[1] as SourceRef['kind'];
  if (kind === 'sample' && !/^[a-z0-9-]{1,60}$/.test(value)) return null;
  if (kind === 'file' && !/^[a-z0-9]{8,80}$/.test(value)) return null;
  if (kind === 'url' && !/^https?:\/\//.test(value)) return null;
  if (kind !== 'hf') return { kind, value };
  const model = parseHubAddress(`hf://${value}`);
  return model === null ? null : { kind, value: formatHubModel(model) };
}

function withoutPrefix(id: TraceId): string {
  return id.slice('trace.'.length);
}

function readTraceId(text: string): TraceId | null {
  return /^(?:[a-z]{1,20}-)?[0-9a-f]{16}$/.test(text) ? `trace.${text}` : null;
}

function writeCurve(choice: CurveChoice | null, sources: readonly SourceRef[]): string {
  if (choice === null) return '';
  const at = sources.findIndex((ref) => sourceId(ref) === choice.source);
  return `${at}.${escapeItem(choice.scope)}`;
}

/** Undefined if the text makes no sense. */
function readCurve(text: string, sources: readonly SourceRef[]): CurveChoice | undefined {
  const match = /^(\d{1,3})\.(.+)$/s.exec(text);
  const ref = match === null ? undefined : sources[Number(match[1])];
  if (match === null || ref === undefined) return undefined;
  const scope = unescapeItem(match[2]!);
  return parseScope(scope) === null ? undefined : { source: sourceId(ref), scope };
}

/** Items of a list are parted by commas. */
function escapeItem(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(',', '%2C');
}

function unescapeItem(text: string): string {
  return text.replaceAll('%2C', ',').replaceAll('%25', '%');
}

function isReference(id: string): id is ReferenceId {
  return references.some((reference) => reference.id === id);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
