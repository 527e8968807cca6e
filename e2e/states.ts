/** Every face of the page that is looked at as a whole: by the audit, for overlaps, for screenshots. */
import { basename } from 'node:path';
import type { App } from './app.ts';
import { heavyTailed, mixtral, write, writeSingle, writeVast } from './models.ts';
import { ownFolder } from './test.ts';

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
];

async function openVast(app: App): Promise<void> {
  const model = mixtral({ hidden: 256, inner: 512, draw: heavyTailed });
  const path = await writeVast(ownFolder(), model, 2 ** 39);
  await app.visit();
  await app.pick(path);
  await app.source(basename(path, '.safetensors')).waitFor();
}
