/** Traces for journeys, made up from a seed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../src/core/random.ts';

const classes = ['code', 'prose', 'a domain with a rather long name'];
const documents = 12;
const tokensEach = 20;
const topK = 2;

/** A trace of our own form that tells all it can: weights, documents, classes, steps and ids of the vocabulary. */
export async function writeRouting(
  folder: string,
  { layers, experts }: { readonly layers: number; readonly experts: number },
): Promise<string> {
  const random = seededRandom(11);
  const weightsOf = (): number[] => {
    const first = 0.5 + 0.5 * random.uniform();
    return [first, 1 - first];
  };
  const chosen = (label: number): number[] => {
    // each class has its favourites, and the last expert is nobody's
    const favourite = (label * 3 + random.below(3)) % (experts - 1);
    return [favourite, (favourite + 1 + random.below(experts - 2)) % (experts - 1)];
  };
  const lines = Array.from({ length: documents * tokensEach }, (_, token) => {
    const document = Math.floor(token / tokensEach);
    const label = document % classes.length;
    const step = 100 * Math.floor(document / 2);
    const common = { token, document, label, step, tokenId: random.below(9) };
    return Array.from({ length: layers }, (_none, layer) =>
      JSON.stringify({ ...common, layer, experts: chosen(label), weights: weightsOf() }),
    );
  });
  const header = {
    format: 'moe-scope-trace',
    version: 1,
    experts,
    topK,
    order: 'weight',
    classes,
    normalisation: 'softmax-then-top-k',
    documentName: 'text',
    stepName: 'forward pass',
  };
  const path = join(folder, 'routing.jsonl');
  await writeFile(path, [JSON.stringify(header), ...lines.flat(), ''].join('\n'));
  return path;
}
