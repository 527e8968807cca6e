/** A text dataset out of samples as they are read: tokens by a vocabulary that only the training split makes. */
import { Fault } from '../../../core/fault.ts';
import type { DatasetWords } from '../build.ts';
import { compactLabels, type TextDataset, type TextSplit } from '../dataset.ts';
import { UNKNOWN } from '../inputs.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import { Growing } from '../reading/growing.ts';
import { tokenise } from './tokenise.ts';

export interface TextSample {
  readonly text: string;
  readonly label: number;
}

/** As many as two bytes a token can name. */
export const MAX_VOCABULARY = 65_536;

/** Collects the samples of one split; `done` hands them over. */
export class TextCollector {
  readonly #words = new Map<string, number>();
  readonly #counts: number[] = [];
  /** Places in `#words`, until the vocabulary is known. */
  readonly #tokens = new Growing(new Uint32Array(1024));
  readonly #starts = new Growing(new Uint32Array(256));
  readonly #bytes = new Growing(new Uint8Array(4096));
  readonly #byteStarts = new Growing(new Uint32Array(256));
  readonly #labels: number[] = [];
  readonly #file: string;
  readonly #encoder = new TextEncoder();

  /** `file` is what a fault names. */
  constructor(file: string) {
    this.#file = file;
    this.#starts.push(0);
    this.#byteStarts.push(0);
  }

  get samples(): number {
    return this.#labels.length;
  }

  add({ text, label }: TextSample): void {
    for (const word of tokenise(text)) {
      let place = this.#words.get(word);
      if (place === undefined) {
        place = this.#counts.length;
        this.#words.set(word, place);
        this.#counts.push(0);
      }
      this.#counts[place]!++;
      this.#tokens.push(place);
    }
    this.#starts.push(this.#tokens.length);
    this.#bytes.append(this.#encoder.encode(text));
    this.#byteStarts.push(this.#bytes.length);
    this.#labels.push(label);
    if (this.#bytes.length > MAX_DATASET_BYTES) {
      const facts = { what: 'bytes of text', value: this.#bytes.length, limit: MAX_DATASET_BYTES };
      throw new Fault('over-limit', { file: this.#file, ...facts });
    }
  }

  /** The most frequent words, after padding and unknown; words of one count in the order of their characters. */
  vocabulary(size: number): readonly string[] {
    const words = [...this.#words.entries()].map(([word, place]) => ({ word, count: this.#counts[place]! }));
    words.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
    return ['<pad>', '<unknown>', ...words.slice(0, size - 2).map(({ word }) => word)];
  }

  done(vocabulary: readonly string[], classCount: number): TextSplit {
    const tokenOf = new Map(vocabulary.map((word, token) => [word, token]));
    const tokens = new Uint16Array(this.#counts.length).fill(UNKNOWN);
    for (const [word, place] of this.#words) tokens[place] = tokenOf.get(word) ?? UNKNOWN;
    return {
      tokens: Uint16Array.from(this.#tokens.done(), (place) => tokens[place]!),
      starts: this.#starts.done(),
      texts: { bytes: this.#bytes.done(), starts: this.#byteStarts.done() },
      labels: compactLabels(this.#labels, classCount),
      partOf: null,
    };
  }
}

export function textDataset(
  words: DatasetWords,
  {
    train,
    test,
    vocabularySize,
  }: { readonly train: TextCollector; readonly test: TextCollector; readonly vocabularySize: number },
): TextDataset {
  const vocabulary = train.vocabulary(vocabularySize);
  const classCount = words.classes.length;
  return {
    parts: [],
    ...words,
    kind: 'text',
    vocabulary,
    train: train.done(vocabulary, classCount),
    test: test.done(vocabulary, classCount),
  };
}
