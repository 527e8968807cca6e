/** Why a recipe can't be trained: every reason as a sentence that says what is wrong, and one that says what to do. */
import { problemOfValue, type Parameters } from '../core/parameters.ts';
import type { PartChoice, Recipe } from '../core/recipe.ts';
import { runParameters } from '../core/run-parameters.ts';
import { plannedModel } from './cost.ts';
import { datasets } from './datasets/index.ts';
import { encoders } from './encoders/index.ts';
import type { EncoderKind, InputShape } from './encoders/encoder.ts';
import { expertKinds } from './experts/index.ts';
import type { ExpertKind } from './experts/expert-kind.ts';
import { losses } from './losses/index.ts';
import type { LossKind } from './losses/loss.ts';
import { optimizers } from './optimizers/index.ts';
import { findPart } from './part.ts';
import { placements } from './placements/index.ts';
import type { PlacementKind } from './placements/placement.ts';
import { regularizers } from './regularizers/index.ts';
import type { RegularizerKind } from './regularizers/regularizer.ts';
import { routers } from './routers/index.ts';
import type { RouterKind } from './routers/router.ts';
import { trunks } from './trunks/index.ts';
import type { TrunkKind } from './trunks/trunk.ts';

/** What is known of the data once it has been read. */
export interface DataFacts {
  readonly input: InputShape;
  readonly classes: number;
  /** Samples that are trained on, those held back left out. */
  readonly samples?: number;
}

/** With its gradient and an optimiser's memory four numbers a weight, beside what a batch needs: what a page can hold. */
const MOST_WEIGHTS = 50_000_000;

const MOST_RUNS_BEFORE = 4;

/** What a recipe calls a dataset of files that were dropped on the page. */
export const OWN_FILES = 'file';

/** Convolved without padding and pooled, an image of fewer pixels is gone. */
const SMALLEST_IMAGE = 4;

/** Empty if the recipe can be trained. Of data that has not been read (null), only its kind is known, from its name. */
export function problemsOf(recipe: Recipe, data: DataFacts | null): readonly string[] {
  const parts = partsOf(recipe);
  const problems = [
    ...numberProblems(recipe),
    ...datasetProblems(recipe.dataset, data),
    ...parts.problems,
    ...startProblems(recipe),
  ];
  if (parts.found === null) return problems;
  const joint = [
    ...encoderProblems(parts.found, recipe, data),
    ...expertProblems(parts.found, recipe),
    ...lossProblems(parts.found),
    ...(data === null ? [] : dataProblems(parts.found, recipe, data)),
  ];
  const all = [...problems, ...joint];
  return all.length > 0 || data === null ? all : sizeProblems(recipe, data);
}

interface FoundParts {
  readonly encoder: EncoderKind;
  readonly trunk: TrunkKind;
  readonly placement: PlacementKind;
  readonly router: RouterKind;
  readonly experts: ExpertKind;
  readonly loss: LossKind;
  readonly regularizers: readonly RegularizerKind[];
}

/** The registries' entries that the recipe names, null where one of them is unknown, and what is wrong with each alone. */
function partsOf(recipe: Recipe): {
  readonly found: FoundParts | null;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const look = <T extends NamedPart>(word: string, parts: readonly T[], choice: PartChoice): T | null => {
    const part = findPart(parts, choice.id);
    problems.push(
      ...(part === null ? [unknownPart(word, choice, parts)] : valueProblems(part, choice.values)),
    );
    return part;
  };
  const found = {
    encoder: look('encoder', encoders, recipe.encoder),
    trunk: look('trunk of the gate', trunks, recipe.trunk),
    placement: look('place for experts', placements, recipe.placement),
    router: look('router', routers, recipe.router),
    experts: look('kind of expert', expertKinds, recipe.experts),
    loss: look('loss', losses, recipe.loss),
    regularizers: recipe.regularizers.map((choice) => look('regulariser', regularizers, choice)),
  };
  look('optimiser', optimizers, recipe.optimizer);
  const isWhole = ![...found.regularizers, ...Object.values(found)].includes(null);
  return { found: isWhole ? (found as FoundParts) : null, problems };
}

interface NamedPart {
  readonly id: string;
  readonly name: string;
  readonly parameters: Parameters;
}

function unknownPart(word: string, { id }: PartChoice, parts: readonly NamedPart[]): string {
  return `There is no ${word} called “${id}”. Choose one of ${parts.map((part) => part.id).join(', ')}.`;
}

/** Settings that are absent have their defaults; those that nobody declared mean nothing. */
function valueProblems({ name, parameters }: Omit<NamedPart, 'id'>, values: PartChoice['values']): string[] {
  return Object.entries(parameters).flatMap(([key, parameter]) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    const problem = value === undefined ? null : problemOfValue(parameter, value);
    return problem === null ? [] : [`${name}: “${parameter.label}” ${problem}, and is ${String(value)}.`];
  });
}

function numberProblems({ epochs, batchSize, seed }: Recipe): readonly string[] {
  return valueProblems({ name: 'Training', parameters: runParameters }, { epochs, batchSize, seed });
}

/** A person's own files have no entry: what they hold is known once they have been read. */
function datasetProblems(choice: PartChoice, data: DataFacts | null): readonly string[] {
  const definition = datasets.find(({ id }) => id === choice.id);
  if (definition !== undefined) return valueProblems(definition, choice.values);
  return data === null && choice.id !== OWN_FILES ? [unknownPart('dataset', choice, datasets)] : [];
}

/** Of what comes before the run. */
function startProblems({ start }: Recipe): readonly string[] {
  if (start === undefined) return [];
  if (start.kind === 'experts-alone') {
    const { epochs } = start;
    return valueProblems({ name: 'Experts alone', parameters: { epochs: runParameters.epochs } }, { epochs });
  }
  if (depthOf(start.recipe) >= MOST_RUNS_BEFORE) {
    return [`More than ${MOST_RUNS_BEFORE} runs come before this one. Begin with a later one of them.`];
  }
  return problemsOf(start.recipe, null).map((problem) => `In the run before: ${problem}`);
}

/** How many runs come before it. */
function depthOf({ start }: Recipe): number {
  return start !== undefined && 'recipe' in start ? 1 + depthOf(start.recipe) : 0;
}

const plural = { image: 'images', vector: 'rows of numbers', text: 'texts' } as const;

function encoderProblems(parts: FoundParts, recipe: Recipe, data: DataFacts | null): readonly string[] {
  const { encoder, placement, router, experts, trunk } = parts;
  const problems: string[] = [];
  const kind = data?.input.kind ?? datasets.find(({ id }) => id === recipe.dataset.id)?.kind;
  if (kind !== undefined && !encoder.accepts.includes(kind)) {
    problems.push(
      `The encoder “${encoder.name}” reads ${encoder.accepts.map((one) => plural[one]).join(' and ')}, and the dataset has ${plural[kind]}. ` +
        `Choose ${namesOf(encoders.filter(({ accepts }) => accepts.includes(kind)))}.`,
    );
  }
  if (!placement.accepts.includes(encoder.gives)) {
    problems.push(
      `The encoder “${encoder.name}” makes several tokens of a sample, and “${placement.name}” takes one vector. ` +
        `Choose ${namesOf(placements.filter(({ accepts }) => accepts.includes(encoder.gives)))}, or an encoder that makes one vector.`,
    );
  }
  if (router.needsTokens === true && encoder.gives !== 'tokens') {
    problems.push(
      `“${router.name}” mixes the tokens of a sample, and the encoder “${encoder.name}” makes one vector of it. ` +
        `Choose ${namesOf(encoders.filter(({ gives }) => gives === 'tokens'))}, with “${namesOf(placements.filter(({ accepts }) => accepts.includes('tokens')))}”.`,
    );
  }
  const convolving = [
    ...(experts.needsImage ? [`Experts of the kind “${experts.name}”`] : []),
    ...(trunk.needsImage ? [`A gate with the trunk “${trunk.name}”`] : []),
  ];
  const keepsImage =
    encoder.keepsImage(recipe.encoder.values) && placement.keepsImage && (kind ?? 'image') === 'image';
  if (!keepsImage) {
    const remedy =
      'Choose a dataset of images, the encoder “As it is” with width 0, and experts as heads or in a hidden layer; or something that does not convolve.';
    problems.push(
      ...convolving.map((who) => `${who} must see whole images, and here there are none to see. ${remedy}`),
    );
  }
  return problems;
}

function namesOf(parts: readonly { readonly name: string }[]): string {
  return parts.map(({ name }) => name).join(' or ');
}

function expertProblems({ router, experts, regularizers }: FoundParts, recipe: Recipe): readonly string[] {
  const { count } = experts.numbers(recipe.experts.values);
  const used = router.used(recipe.router.values, count);
  const problems =
    used > count
      ? [
          `A sample cannot go to ${used} of ${count} experts. Choose at most ${count} experts a sample, or more experts.`,
        ]
      : [];
  const noiseless = router.hasNoise === true ? [] : regularizers.filter(({ needsNoise }) => needsNoise);
  const noisy = namesOf(routers.filter(({ hasNoise }) => hasNoise));
  return [
    ...problems,
    ...noiseless.map(
      ({ name }) =>
        `The regulariser “${name}” is about the noise of a gate, and “${router.name}” has none. Leave it out, or choose ${noisy}.`,
    ),
  ];
}

function lossProblems({ loss, placement }: FoundParts): readonly string[] {
  if (loss.needs === 'combined' || placement.givesEach) return [];
  return [
    `The loss “${loss.name}” looks at the classes that each expert predicts, and in “${placement.name}” experts predict none. ` +
      `Choose ${namesOf(losses.filter(({ needs }) => needs === 'combined'))}, or experts in ${namesOf(placements.filter(({ givesEach }) => givesEach))}.`,
  ];
}

function dataProblems(
  { experts, trunk }: FoundParts,
  { batchSize }: Recipe,
  { input, classes, samples = Infinity }: DataFacts,
): readonly string[] {
  const problems: string[] = [];
  if (classes < 2) problems.push('The dataset has one class, so there is nothing to tell apart.');
  if (samples < batchSize) {
    problems.push(
      `A batch of ${batchSize} is more than the ${samples} samples to train on. Choose a batch of at most ${samples}.`,
    );
  }
  const isConvolved = experts.needsImage || trunk.needsImage;
  if (isConvolved && input.kind === 'image' && Math.min(input.height, input.width) < SMALLEST_IMAGE) {
    problems.push(
      `Images of ${input.width} × ${input.height} are too small to convolve. They must have ${SMALLEST_IMAGE} × ${SMALLEST_IMAGE} pixels at least.`,
    );
  }
  return problems;
}

function sizeProblems(recipe: Recipe, data: DataFacts): readonly string[] {
  const { weights } = plannedModel(recipe, data);
  const frozen = recipe.start?.frozen ?? [];
  if (weights.all().every(({ group }) => frozen.includes(group)))
    return ['Everything in the model is frozen, so there is nothing to train. Leave a part of it free.'];
  const parameters = weights.count();
  if (parameters <= MOST_WEIGHTS) return [];
  const inMillions = (weights: number) => `${Math.round(weights / 1e6).toLocaleString('en')} million`;
  return [
    `The model has ${inMillions(parameters)} weights, and more than ${inMillions(MOST_WEIGHTS)} do not fit beside their gradients. ` +
      `Choose fewer or narrower experts, or a narrower encoder.`,
  ];
}
