import { beforeAll, describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import type { PartChoice, Recipe } from '../../core/recipe.ts';
import { seededRandom } from '../../core/random.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { inputShapeOf } from '../batch-tensors.ts';
import { problemsOf } from '../compatibility.ts';
import type { Dataset, ImageDataset, ImageShape, ImageSplit } from '../datasets/dataset.ts';
import { TextCollector, textDataset } from '../datasets/text/text-dataset.ts';
import { encoders } from '../encoders/index.ts';
import { expertKinds } from '../experts/index.ts';
import { losses } from '../losses/index.ts';
import { optimizers } from '../optimizers/index.ts';
import { chosenPart, type PartDeclaration } from '../part.ts';
import { placements } from '../placements/index.ts';
import { regularizers } from '../regularizers/index.ts';
import { routers } from '../routers/index.ts';
import { Run } from '../run.ts';
import { trunks } from '../trunks/index.ts';
import { presets } from './index.ts';

/** Noise in the shape of a dataset, so that what is tested does not hang on what is installed. */
function noise(id: string): Dataset {
  return id === 'imdb' ? noisyTexts(id) : noisyImages(id);
}

function noisyTexts(id: string): Dataset {
  const split = (samples: number): TextCollector => {
    const random = seededRandom(samples);
    const collector = new TextCollector(id);
    for (let i = 0; i < samples; i++) {
      const words = Array.from({ length: 12 }, () => `word${random.below(50)}`);
      collector.add({ text: words.join(' '), label: i % 2 });
    }
    return collector;
  };
  const words = { id, name: id, classes: ['0', '1'], origin: '', licence: '', division: '', notices: [] };
  return textDataset(words, { train: split(40), test: split(10), vocabularySize: 30 });
}

function noisyImages(id: string): ImageDataset {
  const shapes: Record<string, ImageShape & { classes: number }> = {
    mnist: { height: 28, width: 28, channels: 1, classes: 10 },
    'fashion-mnist': { height: 28, width: 28, channels: 1, classes: 10 },
    cifar10: { height: 32, width: 32, channels: 3, classes: 10 },
    file: { height: 32, width: 32, channels: 3, classes: 100 },
  };
  const { classes, ...shape } = shapes[id]!;
  const split = (samples: number): ImageSplit => {
    const random = seededRandom(samples);
    const size = samples * shape.height * shape.width * shape.channels;
    return {
      pixels: Uint8Array.from({ length: size }, () => random.below(256)),
      labels: Uint8Array.from({ length: samples }, (_, i) => i % classes),
      partOf: null,
    };
  };
  return {
    ...shape,
    kind: 'image',
    id,
    name: id,
    classes: Array.from({ length: classes }, (_, i) => String(i)),
    train: split(40),
    test: split(10),
    origin: '',
    licence: '',
    division: '',
    parts: [],
    notices: [],
    normalisation: {
      mean: new Float64Array(shape.channels).fill(0.5),
      deviation: new Float64Array(shape.channels).fill(0.3),
    },
  };
}

const small = (recipe: Recipe): Recipe => ({ ...recipe, batchSize: 16 });

it('presets have names of their own, and so have their rows', () => {
  const unique = (names: readonly string[]) => new Set(names).size === names.length;
  expect(unique(presets.map(({ id }) => id))).toBe(true);
  expect(unique(presets.map(({ name }) => name))).toBe(true);
  for (const { id, rows } of presets) expect(unique(rows.map(({ label }) => label)), id).toBe(true);
});

it('what a newcomer trains is the first of them', () => {
  expect(presets[0]!.rows[0]!.recipe).toEqual(defaultRecipe);
});

describe.each(presets)('$name', ({ rows, data, backbone, protocol, departures }) => {
  beforeAll(() => startBackend('wasm'));

  it('says what it is of and where it departs from that', () => {
    for (const words of [data, backbone, protocol, ...departures]) expect(words).toMatch(/[.)]$/);
    expect(departures.length).toBeGreaterThan(0);
  });

  const recipes = rows.flatMap(({ label, recipe }) => [
    { label, recipe },
    ...(recipe.start?.kind === 'recipe'
      ? [{ label: `${label}, what it begins with`, recipe: recipe.start.recipe }]
      : []),
  ]);

  it.each(recipes)('$label can be trained', ({ recipe }) => {
    const dataset = noise(recipe.dataset.id);
    const facts = { input: inputShapeOf(dataset), classes: dataset.classes.length };
    expect(problemsOf(recipe, null)).toEqual([]);
    expect(problemsOf(recipe, facts)).toEqual([]);
    const run = new Run(small(recipe), dataset);
    const points = [run.advance(), run.advance()];
    for (const { objective } of points) expect(objective).toBeGreaterThan(0);
    run.dispose();
  });

  it('has settings that their parts declare, and no others', () => {
    for (const { recipe } of recipes) expect(undeclaredSettings(recipe)).toEqual([]);
  });
});

/** Names of settings that would be ignored without a word. */
function undeclaredSettings(recipe: Recipe): string[] {
  const parts: [PartChoice, readonly PartDeclaration[]][] = [
    [recipe.encoder, encoders],
    [recipe.trunk, trunks],
    [recipe.placement, placements],
    [recipe.router, routers],
    [recipe.experts, expertKinds],
    [recipe.loss, losses],
    [recipe.optimizer, optimizers],
    ...recipe.regularizers.map((choice): [PartChoice, readonly PartDeclaration[]] => [choice, regularizers]),
  ];
  return parts.flatMap(([{ id, values }, registry]) => {
    const { parameters } = chosenPart(registry, { id, values });
    return Object.keys(values).filter((key) => !Object.hasOwn(parameters, key));
  });
}
