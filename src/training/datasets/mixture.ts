/**
 * Two image datasets as one, as the combined sets of Krishnamurthy et al. (arXiv 2302.14703) are: classes side by side,
 * and for every sample the dataset that it comes from. Whether experts part the two is how specialisation is seen.
 */
import { Fault } from '../../core/fault.ts';
import { imageDataset, type DatasetWords } from './build.ts';
import { compactLabels, type ImageDataset, type ImageSplit, type SplitName } from './dataset.ts';
import { withClasses } from './narrow.ts';

export interface MixturePart {
  readonly dataset: ImageDataset;
  /** Its classes to take, in their order in the mixture; all unless given. */
  readonly classes?: readonly number[];
}

/** The classes of the first part come first. Throws `several-datasets` if the images differ in shape. */
export function mixImages(
  words: Pick<DatasetWords, 'id' | 'name'>,
  given: readonly [MixturePart, MixturePart],
): ImageDataset {
  const parts = given.map(({ dataset, classes }) =>
    classes ? (withClasses(dataset, classes) as ImageDataset) : dataset,
  );
  const [first, second] = parts as [ImageDataset, ImageDataset];
  const { height, width, channels } = first;
  if (second.height !== height || second.width !== width || second.channels !== channels) {
    throw new Fault('several-datasets', { files: [first.name, second.name] });
  }
  const classes = [...first.classes, ...second.classes];
  const split = (name: SplitName): ImageSplit => ({
    pixels: joined(first[name].pixels, second[name].pixels),
    labels: compactLabels(
      [...first[name].labels, ...Array.from(second[name].labels, (label) => label + first.classes.length)],
      classes.length,
    ),
    partOf: Uint8Array.from([first, second].flatMap((part, p) => Array.from(part[name].labels, () => p))),
  });
  return imageDataset(
    {
      ...words,
      classes,
      parts: parts.map(({ name }) => name),
      origin: parts.map(({ name, origin }) => `${name}: ${origin}`).join(' '),
      licence: parts.map(({ name, licence }) => `${name}: ${licence}`).join(' '),
      division: parts.map(({ name, division }) => `${name}: ${division}`).join(' '),
      notices: parts.flatMap(({ notices }) => notices),
    },
    { height, width, channels, train: split('train'), test: split('test') },
  );
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
