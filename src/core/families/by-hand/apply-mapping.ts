/** A structure as a person corrects it: what the rules say of tensors, and the guess for all that they do not speak of. */
import { codedKeysOf, isCompanion } from '../../companions.ts';
import { countExperts } from '../count-experts.ts';
import { sliceRegion, wholeRegion } from '../../region.ts';
import { drawnRoles, type Part, type Structure } from '../../structure.ts';
import { elementCount, type TensorEntry } from '../../tensor.ts';
import type { Axis, TensorRule } from '../layout.ts';
import { MAX_CUT_PARTS, MAX_LAYERS } from '../limits.ts';
import { cutTensor } from '../reading/cut.ts';
import { readShape } from '../reading/name.ts';
import { roleOf } from '../reading/roles.ts';
import type { Mapping, MappingRule } from './mapping.ts';
import { compilePattern, type PatternMatch } from './name-pattern.ts';

/** What a rule comes to. */
export interface RuleOutcome {
  /** Tensors that it speaks of: those that an earlier rule fits are that rule's. */
  readonly tensors: number;
  /** Layers and experts that it names, rising. */
  readonly layers: readonly number[];
  readonly experts: readonly number[];
  /** Names of a few of them. */
  readonly examples: readonly string[];
  /** Why it does nothing, or less than it says. */
  readonly problem: string | null;
}

export interface Mapped {
  readonly structure: Structure;
  /** As the rules stand in the mapping. */
  readonly outcomes: readonly RuleOutcome[];
}

const MOST_EXAMPLES = 3;

export function applyMapping(tensors: readonly TensorEntry[], guessed: Structure, mapping: Mapping): Mapped {
  const rules = mapping.map(beginRule);
  const claims = tensors.map(({ name, isOptimizerState }) =>
    isOptimizerState === true ? null : claimOf(rules, name),
  );
  const layers = mappedLayers(guessed, claims);
  const codedKeys = codedKeysOf(tensors);
  let piecesLeft = MAX_CUT_PARTS;
  const ownParts = new Map<number, readonly Part[]>();
  claims.forEach((claim, index) => {
    if (claim === null) return;
    const tensor = tensors[index]!;
    const whole = wholePart(tensor, index, { claim, layers, isCompanion: isCompanion(tensor, codedKeys) });
    const parts = partsOf(tensor, whole, { claim, piecesLeft });
    piecesLeft -= parts.length - 1;
    ownParts.set(index, parts);
    tell(claim, tensor, parts);
  });
  const parts = joined(guessed.parts, ownParts);
  return {
    structure: {
      ...guessed,
      familyName: `${guessed.familyName}, corrected by hand`,
      ...countExperts(parts),
      layers: layers.labels.length,
      layerLabels: layers.labels,
      sharedExperts: Math.max(
        guessed.sharedExperts,
        parts.some(({ role }) => role === 'shared-expert') ? 1 : 0,
      ),
      parts,
    },
    outcomes: rules.map(outcomeOf),
  };
}

// ---------------------------------------------------------------- rules

interface WorkingRule {
  readonly rule: MappingRule;
  readonly match: ((name: string) => PatternMatch | null) | null;
  tensors: number;
  readonly layers: Set<number>;
  readonly experts: Set<number>;
  readonly examples: string[];
  problem: string | null;
}

function beginRule(rule: MappingRule): WorkingRule {
  const begun = { rule, tensors: 0, layers: new Set<number>(), experts: new Set<number>(), examples: [] };
  try {
    return { ...begun, match: compilePattern(rule.pattern), problem: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...begun, match: null, problem: error.message };
  }
}

interface Claim {
  readonly by: WorkingRule;
  readonly match: PatternMatch;
}

function claimOf(rules: readonly WorkingRule[], name: string): Claim | null {
  for (const by of rules) {
    const match = by.match?.(name) ?? null;
    if (match !== null) return { by, match };
  }
  return null;
}

function tell({ by, match }: Claim, { name, shape }: TensorEntry, parts: readonly Part[]): void {
  by.tensors++;
  if (match.layer !== null) by.layers.add(match.layer);
  for (const { expert } of parts) if (expert !== null) by.experts.add(expert);
  if (by.examples.length < MOST_EXAMPLES) by.examples.push(name);
  const { role, expertAxis } = by.rule;
  const isCut = parts[0]!.expert !== null;
  if (role === 'expert' && !isCut && drawnRoles.includes(parts[0]!.role)) {
    by.problem ??=
      expertAxis === null
        ? 'the pattern has no {expert}, and no axis is named along which experts are stacked'
        : `“${name}” of shape ${shape.join(' × ')} can’t be cut along axis ${expertAxis + 1}`;
  }
}

function outcomeOf({ tensors, layers, experts, examples, problem }: WorkingRule): RuleOutcome {
  const rising = (numbers: ReadonlySet<number>) => [...numbers].sort((a, b) => a - b);
  return {
    tensors,
    layers: rising(layers),
    experts: rising(experts),
    examples,
    problem: problem ?? (tensors === 0 ? 'no tensor has such a name that no earlier rule has taken' : null),
  };
}

// ---------------------------------------------------------------- layers

interface MappedLayers {
  readonly labels: readonly string[];
  readonly idOf: ReadonlyMap<number, number>;
}

/** Layers that were known keep their ids; those that only rules know follow, by number. */
function mappedLayers({ layerLabels }: Structure, claims: readonly (Claim | null)[]): MappedLayers {
  const labels = [...layerLabels];
  const idOf = new Map<number, number>();
  const named = new Set(claims.flatMap((claim) => claim?.match.layer ?? []));
  for (const number of [...named].sort((a, b) => a - b)) {
    const known = layerLabels.indexOf(String(number));
    if (known < 0 && labels.length >= MAX_LAYERS) continue;
    idOf.set(number, known >= 0 ? known : labels.push(String(number)) - 1);
  }
  return { labels, idOf };
}

// ---------------------------------------------------------------- parts

interface WholeOptions {
  readonly claim: Claim;
  readonly layers: MappedLayers;
  readonly isCompanion: boolean;
}

function wholePart(
  tensor: TensorEntry,
  index: number,
  { claim: { by, match }, layers: known, isCompanion: isCompanionOf }: WholeOptions,
): Part {
  const { shape, strides } = tensor;
  const { role, projection } = by.rule;
  return {
    tensor: index,
    role: roleOf(tensor, { rule: ruleOf(by.rule), param: paramOf(tensor.name), isCompanion: isCompanionOf }),
    layer: match.layer === null ? null : (known.idOf.get(match.layer) ?? null),
    expert: role === 'expert' ? match.expert : null,
    projection: role === 'expert' || role === 'shared-expert' ? (projection ?? 'other') : null,
    region: strides === undefined ? wholeRegion(elementCount(shape)) : sliceRegion(shape, strides, []),
    parameters: elementCount(shape),
  };
}

/** A stack comes apart along its axis of experts; what can't stays whole, and is no expert's. */
function partsOf(
  tensor: TensorEntry,
  whole: Part,
  { claim: { by }, piecesLeft }: { readonly claim: Claim; readonly piecesLeft: number },
): readonly Part[] {
  const isWeight = drawnRoles.includes(whole.role);
  if (by.rule.role !== 'expert' || whole.expert !== null) return [whole];
  const match = { rule: ruleOf(by.rule), projection: whole.projection, expertAt: -1, block: '' };
  const around = { routed: null, configured: null, hidden: null, piecesLeft };
  const cut =
    by.rule.expertAxis === null ? null : cutTensor(tensor, { match, param: paramOf(tensor.name) }, around);
  if (cut === null) return [isWeight ? { ...whole, role: 'other', projection: null } : whole];
  return cut.pieces.map((piece) => ({ ...whole, ...piece }));
}

function ruleOf({ role, expertAxis }: MappingRule): TensorRule {
  const axes: Axis[] = ['out', 'in'];
  if (role === 'expert' && expertAxis !== null) axes.splice(expertAxis, 0, 'expert');
  return { role, name: '', ...(role === 'expert' && expertAxis !== null && { axes }) };
}

/** `weight`, `bias`, …; empty where the name ends with the module. */
function paramOf(name: string): string {
  return readShape(name).param;
}

/** Parts in the order of tensors, as scans read them. */
function joined(guessed: readonly Part[], own: ReadonlyMap<number, readonly Part[]>): readonly Part[] {
  const parts: Part[] = [];
  const done = new Set<number>();
  for (const part of guessed) {
    const mapped = own.get(part.tensor);
    if (mapped === undefined) parts.push(part);
    else if (!done.has(part.tensor)) {
      done.add(part.tensor);
      parts.push(...mapped);
    }
  }
  return parts;
}
