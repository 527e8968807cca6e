/**
 * Which family a checkpoint is of. config.json decides where it names a family that the tensors bear out; otherwise
 * the family whose layouts leave the fewest expert tensors unread, and among look-alikes the one with the fewest
 * broken marks.
 */
import type { ModelConfig } from '../../checkpoint.ts';
import { notice, type Notice } from '../../fault.ts';
import { families, type FamilyId } from '../index.ts';
import type { Family } from '../family.ts';
import type { Match } from '../layout.ts';
import { configNames, readConfig } from './config.ts';
import {
  conversionNames,
  declaredAnywhere,
  mergeNames,
  namesOf,
  ownNamesOf,
  sharedNames,
  type DeclaredNames,
} from './declared-names.ts';
import { settleGate } from './gates.ts';
import { matchGeneric } from './generic.ts';
import { ggufArchitecture } from './gguf-settings.ts';
import type { Survey } from './names.ts';

export interface Detection {
  readonly family: FamilyId;
  readonly familyName: string;
  /** Experts a token that the architecture fixes. */
  readonly topK: number | null;
  readonly hasWeightlessExperts: boolean;
  readonly notices: readonly Notice[];
  /** What a module's name says in this family. */
  readonly match: (module: string) => Match | null;
}

/** Families that are named beside the one that was taken; where nothing but experts is there, many have the same names. */
const MAX_ALTERNATIVES = 4;

type KnownFamily = (typeof families)[number];

export function detectFamily(survey: Survey, config: ModelConfig | null): Detection {
  const { modelTypes, architectures } = configNames(config);
  const architecture = sparseArchitecture(config);
  const all: readonly (KnownFamily & Family)[] = families;
  const configured =
    (architecture === null
      ? undefined
      : all.find(({ gguf }) => isOfArchitecture(gguf, architecture, survey))) ??
    // the outermost name is the most particular: kimi_vl before the deepseek_v3 inside it
    firstNamed(modelTypes, (type) => all.find((family) => family.modelTypes.includes(type))) ??
    firstNamed(architectures, (name) => all.find((family) => family.architectures.includes(name)));
  if (configured !== undefined && bearsOut(survey, configured, config)) return known(configured, survey, []);

  const lookAlikes = bestByNames(survey);
  const [best, ...others] = lookAlikes;
  if (best !== undefined && modelTypes.length === 0) return known(best, survey, others);
  return unknown(survey, best, architecture ?? modelTypes[0]);
}

function firstNamed<T>(names: readonly string[], find: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const found = find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a GGUF file with experts says it is; llama.cpp has sparse models and dense ones under one name. */
function sparseArchitecture(config: ModelConfig | null): string | null {
  const experts = readConfig(config, 'experts')?.value ?? 0;
  return experts > 0 ? ggufArchitecture(config) : null;
}

function isOfArchitecture(gguf: Family['gguf'], architecture: string, survey: Survey): boolean {
  if (gguf?.architectures.includes(architecture) !== true) return false;
  const { has = [], lacks = [] } = gguf;
  return has.every((module) => survey.has(module)) && !lacks.some((module) => survey.has(module));
}

/**
 * A config that names a family is believed unless there are experts and the family can't read any, or there are none
 * and it promises none: some names serve dense models too.
 */
function bearsOut(survey: Survey, family: Family, config: ModelConfig | null): boolean {
  const modules = [...survey.modules.keys()];
  if (readExperts(survey, family).experts > 0) return true;
  if (!modules.some(isAboutExperts)) return (readConfig(config, 'experts')?.value ?? 0) > 0;
  return modules.some((module) => conversionNames.has(module));
}

function known(family: KnownFamily, survey: Survey, alternatives: readonly Family[]): Detection {
  const names = namesOf(family);
  const guessed = notice('family-guessed', {
    family: family.name,
    alternatives: alternatives.map(({ name }) => name),
  });
  return {
    family: family.id,
    familyName: family.name,
    topK: (family as Family).topK ?? null,
    hasWeightlessExperts: (family as Family).hasWeightlessExperts ?? false,
    notices: alternatives.length > 0 ? [guessed] : [],
    match: (module) => lookUp(module, [names, conversionNames], survey),
  };
}

/** No family: every layout and the generic patterns, those of the likest family first; or a dense model. */
function unknown(survey: Survey, likest: Family | undefined, modelType: string | undefined): Detection {
  const likely = likest === undefined ? [] : [namesOf(likest)];
  const names = mergeNames([...likely, ...families.map(namesOf), conversionNames].map(withoutCommonRouters));
  const match = (module: string) => lookUp(module, [names], survey);
  const modules = [...survey.modules.keys()];
  if (modules.some((module) => match(module)?.rule.role === 'expert')) {
    return {
      family: 'generic',
      familyName: isPlainWord(modelType) ? `Unknown family (${modelType})` : 'Unknown family',
      topK: null,
      hasWeightlessExperts: false,
      notices: [notice('family-unknown', { experts: true })],
      match,
    };
  }
  const isPlainlyDense = modules.some((module) => sharedNames.has(module)) && !modules.some(isAboutExperts);
  return {
    family: 'dense',
    familyName: 'Dense',
    topK: null,
    hasWeightlessExperts: false,
    notices: isPlainlyDense ? [] : [notice('family-unknown', { experts: false })],
    match: (module) => sharedNames.get(module) ?? null,
  };
}

/** `gate` and `router` by themselves are a router's name in one family and anything's in one that is not known. */
function withoutCommonRouters(names: DeclaredNames): DeclaredNames {
  return new Map([...names].filter(([name, { rule }]) => rule.role !== 'router' || name.includes('.')));
}

function lookUp(module: string, declared: readonly DeclaredNames[], survey: Survey): Match | null {
  for (const names of declared) {
    const match = names.get(module);
    if (match !== undefined) return settleGate(match, module, survey);
  }
  return matchGeneric(module, survey.has);
}

function isAboutExperts(module: string): boolean {
  return /expert|_exps$/i.test(module);
}

function isPlainWord(text: string | undefined): text is string {
  return text !== undefined && /^[\w.-]{1,40}$/.test(text);
}

/**
 * Tensors of experts and routers that a family's layouts read, and expert names that they leave. Only names that
 * some family declares are looked at: the others no family reads.
 */
function readExperts(survey: Survey, family: Family): { experts: number; read: number; left: number } {
  const names = namesOf(family);
  let experts = 0;
  let read = 0;
  let left = 0;
  for (const module of declaredAnywhere) {
    const tensors = survey.modules.get(module)?.tensors ?? 0;
    const role = names.get(module)?.rule.role ?? null;
    if (role === 'expert') experts += tensors;
    if (role === null) left += isAboutExperts(module) ? tensors : 0;
    else if (role !== 'other') read += tensors;
  }
  return { experts, read, left };
}

function hasOwnNames(survey: Survey, family: Family): boolean {
  for (const [module, { rule }] of ownNamesOf(family)) {
    if (rule.role !== 'other' && survey.modules.has(module)) return true;
  }
  return false;
}

/** The best family by names, then those that fit as well. */
function bestByNames(survey: Survey): KnownFamily[] {
  const all: readonly (KnownFamily & Family)[] = families;
  const ranked = all
    .filter(({ isNamedBySettings }) => isNamedBySettings !== true)
    .map((family) => ({ family, ...readExperts(survey, family), ...countMarks(survey, family) }))
    // stacks that any family may be saved as say nothing of it without a router or the like of its own
    .filter(({ family, experts }) => experts > 0 && hasOwnNames(survey, family))
    .sort((a, b) => a.left - b.left || b.read - a.read || a.broken - b.broken || b.kept - a.kept);
  const [best] = ranked;
  if (best === undefined) return [];
  // where nothing speaks for the best, one broken mark does not rule another out
  const margin = best.kept > 0 ? 0 : 1;
  return ranked
    .filter(({ left, read }) => left === best.left && read === best.read)
    .filter(({ broken, kept }) => broken <= best.broken + margin && kept >= best.kept)
    .slice(0, 1 + MAX_ALTERNATIVES)
    .map(({ family }) => family);
}

function countMarks(
  survey: Survey,
  { has = [], lacks = [], fits }: Family,
): { kept: number; broken: number } {
  const isFit = fits?.(survey) ?? null;
  const kept = has.filter((module) => survey.has(module)).length;
  const broken = has.length - kept + lacks.filter((module) => survey.has(module)).length;
  return { kept: kept + (isFit === true ? 1 : 0), broken: broken + (isFit === false ? 1 : 0) };
}
