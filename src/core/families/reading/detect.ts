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
import { conversionNames, declaredAnywhere, mergeNames, namesOf, sharedNames } from './declared-names.ts';
import { matchGeneric } from './generic.ts';
import { ggufArchitecture } from './gguf-settings.ts';
import type { Survey } from './names.ts';

export interface Detection {
  readonly family: FamilyId;
  readonly familyName: string;
  /** Experts a token that the architecture fixes. */
  readonly topK: number | null;
  readonly notices: readonly Notice[];
  /** What a module's name says in this family. */
  readonly match: (module: string) => Match | null;
}

type KnownFamily = (typeof families)[number];

export function detectFamily(survey: Survey, config: ModelConfig | null): Detection {
  const { modelTypes, architectures } = configNames(config);
  const architecture = sparseArchitecture(config);
  const all: readonly (KnownFamily & Family)[] = families;
  const configured =
    (architecture === null
      ? undefined
      : all.find(({ gguf }) => isOfArchitecture(gguf, architecture, survey))) ??
    all.find((family) => family.modelTypes.some((type) => modelTypes.includes(type))) ??
    all.find((family) => family.architectures.some((name) => architectures.includes(name)));
  if (configured !== undefined && bearsOut(survey, configured)) return known(configured, survey, []);

  const lookAlikes = bestByNames(survey);
  const [best, ...others] = lookAlikes;
  if (best !== undefined && modelTypes.length === 0) return known(best, survey, others);
  return unknown(survey, best, architecture ?? modelTypes[0]);
}

/** What a GGUF file with experts says it is; llama.cpp has sparse models and dense ones under one name. */
function sparseArchitecture(config: ModelConfig | null): string | null {
  const experts = readConfig(config, 'experts')?.value ?? 0;
  return experts > 0 ? ggufArchitecture(config) : null;
}

function isOfArchitecture(gguf: Family['gguf'], architecture: string, survey: Survey): boolean {
  if (gguf?.architecture !== architecture) return false;
  const { has = [], lacks = [] } = gguf;
  return has.every((module) => survey.has(module)) && !lacks.some((module) => survey.has(module));
}

/** A config that names a family is believed unless there are experts and the family can't read any. */
function bearsOut(survey: Survey, family: Family): boolean {
  const modules = [...survey.modules.keys()];
  if (readExperts(survey, family).read > 0) return true;
  return !modules.some(isAboutExperts) || modules.some((module) => conversionNames.has(module));
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
    notices: alternatives.length > 0 ? [guessed] : [],
    match: (module) => names.get(module) ?? conversionNames.get(module) ?? matchGeneric(module, survey.has),
  };
}

/** No family: every layout and the generic patterns, those of the likest family first; or a dense model. */
function unknown(survey: Survey, likest: Family | undefined, modelType: string | undefined): Detection {
  const likely = likest === undefined ? [] : [namesOf(likest)];
  const names = mergeNames([...likely, ...families.map(namesOf), conversionNames]);
  const match = (module: string) => names.get(module) ?? matchGeneric(module, survey.has);
  const modules = [...survey.modules.keys()];
  if (modules.some((module) => match(module)?.rule.role === 'expert')) {
    return {
      family: 'generic',
      familyName: isPlainWord(modelType) ? `Unknown family (${modelType})` : 'Unknown family',
      topK: null,
      notices: [notice('family-unknown', { experts: true })],
      match,
    };
  }
  const isPlainlyDense = modules.some((module) => sharedNames.has(module)) && !modules.some(isAboutExperts);
  return {
    family: 'dense',
    familyName: 'Dense',
    topK: null,
    notices: isPlainlyDense ? [] : [notice('family-unknown', { experts: false })],
    match: (module) => sharedNames.get(module) ?? null,
  };
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
    const role = names.get(module)?.rule.role ?? 'other';
    if (role === 'expert') experts += tensors;
    if (role !== 'other') read += tensors;
    else if (isAboutExperts(module)) left += tensors;
  }
  return { experts, read, left };
}

/** The best family by names, then those that fit as well. */
function bestByNames(survey: Survey): KnownFamily[] {
  const ranked = families
    .map((family) => ({ family, ...readExperts(survey, family), ...countMarks(survey, family) }))
    .filter(({ experts }) => experts > 0)
    .sort((a, b) => a.left - b.left || b.read - a.read || a.broken - b.broken || b.kept - a.kept);
  const [best] = ranked;
  if (best === undefined) return [];
  // where nothing speaks for the best, one broken mark does not rule another out
  const margin = best.kept > 0 ? 0 : 1;
  return ranked
    .filter(
      ({ left, read, broken }) => left === best.left && read === best.read && broken <= best.broken + margin,
    )
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
