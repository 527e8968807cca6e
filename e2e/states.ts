/** Every face of the page that is looked at as a whole: by the audit, for overlaps, for screenshots. */
import { basename } from 'node:path';
import { expect } from '@playwright/test';
import type { App } from './app.ts';
import { heavyTailed, mixtral, write, writeSingle, writeVast } from './models.ts';
import { ownFolder } from './test.ts';
import { writeRouting } from './traces.ts';

export interface State {
  readonly name: string;
  readonly reach: (app: App) => Promise<void>;
}

const sample = '#v=1&src=sample.heavy-tailed';

export const states: readonly State[] = [
  { name: 'first page', reach: (app) => app.visit() },
  { name: 'one curve', reach: (app) => app.visit(sample) },
  {
    name: 'several curves of several checkpoints, a cut and references',
    reach: (app) =>
      app.visit(
        '#v=1&src=sample.heavy-tailed,sample.half-pruned,sample.gaussian' +
          '&curves=0.experts,1.experts,2.experts,0.expert:0/0,0.expert:1/2/down,1.layer:2,2.routers,2.all' +
          '&active=3&ref=gaussian,uniform,laplace&cut=0.35&eps=0.01&measure=cut',
      ),
  },
  {
    name: 'sums on logarithmic axes',
    reach: (app) => app.visit(`${sample}&curves=0.experts,0.expert:0/0&scale=sum&x=log&y=log`),
  },
  { name: 'tensors', reach: (app) => app.visit(`${sample}&panel=tensors&sort=-gini`) },
  { name: 'no tensor found', reach: (app) => app.visit(`${sample}&panel=tensors&find=nothing`) },
  {
    name: 'options',
    reach: async (app) => {
      await app.visit(sample);
      await app.openOptions();
    },
  },
  {
    name: 'renaming',
    reach: async (app) => {
      await app.visit(sample);
      await app.sources.getByRole('button', { name: /^Rename/ }).click();
    },
  },
  {
    name: 'a file that a link wants, and an address',
    reach: (app) =>
      app.visit('#v=1&src=file.0123456789abcdef,url.https%3A%2F%2Fexample.org%2Fmodel.safetensors'),
  },
  {
    name: 'faults',
    reach: async (app) => {
      await app.visit(`${sample}&panel=nonsense`);
      const path = await write(ownFolder(), 'weights.bin', 'no weights');
      await app.pick(path);
    },
  },
  {
    name: 'reading',
    reach: async (app) => {
      await openVast(app);
      await app.chip('All experts estimate').waitFor();
    },
  },
  {
    name: 'an estimate',
    reach: async (app) => {
      await openVast(app);
      await app.page.getByRole('button', { name: 'Stop at a sample' }).click();
      await app.idle();
    },
  },
  {
    name: 'a long name and many notices',
    reach: async (app) => {
      const name =
        'a-mixture-of-experts-with-a-name-that-is-longer-than-any-line-has-room-for-instruct-v0.1-bf16';
      await app.visit();
      await app.open(await writeSingle(ownFolder(), mixtral({ layers: 4, experts: 16 }), name));
    },
  },
  { name: 'no trace', reach: (app) => app.visit(`${sample}&panel=usage`) },
  {
    name: 'a trace beside its checkpoint, with a selection',
    reach: (app) => openTrace(app, '&sel=1,2,1.0-2,2.3,c1', { withModel: true }),
  },
  {
    name: 'a trace alone, sorted by another number',
    reach: (app) => openTrace(app, '&stat=weight&experts=load', { withModel: false }),
  },
  { name: 'nothing planned yet', reach: (app) => openPlans(app, `${sample}&panel=pruning`) },
  {
    name: 'plans side by side',
    reach: (app) =>
      openPlans(
        app,
        `${sample}&panel=pruning&plan=1&sel=0.3,2.5` +
          '&plans=weights:all:keep:0.5;experts:each:6:weight-norm+weights:rms:mass:0.9:pdown+experts:each:4:reap;' +
          'name:Picked%2520by%2520hand+experts:picked:0/1,6_2/0-3;weights:layer:threshold:0.01:l0-2',
      ),
  },
  {
    name: 'a plan beside its trace, and how criteria agree',
    reach: async (app) => {
      await openPlans(
        app,
        '#v=1&src=sample.mnist-switch&panel=pruning&plans=experts:total:0.6:2:frequency+weights:all:energy:0.9',
      );
      await app.page.getByText(/^Compare \d+ criteria$/).click();
    },
  },
  {
    name: 'plans and what they really cost',
    reach: async (app) => {
      await openPlans(app, '#v=1&src=sample.mnist-switch&panel=pruning&plans=weights:all:keep:0.2');
      await app.page.getByText('Accuracy by class').click();
      await app.page.getByText('Load after re-routing').click();
    },
  },
  { name: 'nothing trained yet', reach: (app) => openTraining(app) },
  {
    name: 'a recipe unfolded',
    reach: async (app) => {
      await openTraining(app);
      await unfoldRecipe(app);
    },
  },
  {
    name: 'a recipe that can’t be trained',
    reach: (app) => openTraining(app, '#v=1&panel=train&recipe=data:cifar10/encoder:bag/router:top-k(k:9)'),
  },
  {
    name: 'presets',
    reach: async (app) => {
      await openTraining(app);
      await app.page.getByRole('button', { name: 'Presets' }).click();
    },
  },
  {
    name: 'a grid',
    reach: async (app) => {
      await openTraining(app, quick);
      await app.page.getByRole('button', { name: 'More runs' }).click();
      await app.page.getByRole('menuitem', { name: /Grid/ }).click();
    },
  },
  {
    name: 'runs, two of them compared',
    reach: async (app) => {
      await openTraining(app, quick);
      for (const runs of [1, 2]) {
        await app.page.getByRole('button', { name: 'Train', exact: true }).click();
        await expect(app.trainedRuns).toHaveCount(runs);
      }
      await app.page
        .getByRole('checkbox', { name: /^Compare/ })
        .nth(1)
        .check();
      await app.idle();
    },
  },
  {
    name: 'results of three seeds',
    reach: async (app) => {
      await openTraining(app, quick);
      await app.page.getByRole('button', { name: 'More runs' }).click();
      await app.page.getByRole('menuitem', { name: '3 seeds' }).click();
      await expect(app.page.getByText('3 of 3 runs done')).toBeVisible();
      await app.idle();
    },
  },
];

/** Trained in a second or two: points on a plane. */
const quick = '#v=1&panel=train&recipe=data:moons(samples:600)/experts:mlp(count:4,hidden:8)/epochs:2';

async function openPlans(app: App, fragment: string): Promise<void> {
  await app.visit(fragment);
  await app.page.getByRole('group', { name: 'Plans', exact: true }).waitFor();
  await app.idle();
}

async function openTraining(app: App, fragment = '#v=1&panel=train'): Promise<void> {
  await app.visit(fragment);
  await app.page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await app.idle();
}

async function unfoldRecipe({ page }: App): Promise<void> {
  for (const name of ['Dataset', 'Router', 'Experts', 'Regularisers', 'Optimiser', 'Start']) {
    await page.locator('summary').filter({ hasText: name }).first().click();
  }
}

async function openTrace(app: App, fragment: string, { withModel }: { withModel: boolean }): Promise<void> {
  const folder = ownFolder();
  const size = { layers: 3, experts: 16 };
  const model = withModel ? [await writeSingle(folder, mixtral(size))] : [];
  await app.visit(`#v=1&panel=usage${fragment}`);
  await app.drop(...model, await writeRouting(folder, size));
  await app.idle();
  await app.showTab('Usage');
  await app.page.getByRole('img', { name: /^Load of layer/ }).waitFor();
  await app.idle();
}

async function openVast(app: App): Promise<void> {
  const model = mixtral({ hidden: 256, inner: 512, draw: heavyTailed });
  const path = await writeVast(ownFolder(), model, 2 ** 39);
  await app.visit();
  await app.pick(path);
  await app.source(basename(path, '.safetensors')).waitFor();
}
