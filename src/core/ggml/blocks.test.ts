import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sharedFixture } from '../../testing/shared.ts';
import { evenSigns, iq1sGrid, iq2sGrid, iq2xsGrid, iq2xxsGrid, iq3sGrid, iq3xxsGrid } from './codebooks.ts';

const books = sharedFixture('fixtures/ggml/iq_codebooks.json');

it.skipIf(books === null)(
  'the codebooks are ggml’s, entry for entry (skipped without the shared fixtures)',
  () => {
    const published = JSON.parse(readFileSync(books!, 'utf8')) as Record<string, number[][]>;
    const own = {
      iq2xxs_grid: iq2xxsGrid,
      iq2xs_grid: iq2xsGrid,
      iq2s_grid: iq2sGrid,
      iq3xxs_grid: iq3xxsGrid,
      iq3s_grid: iq3sGrid,
      iq1s_grid: iq1sGrid,
    };
    for (const [name, grid] of Object.entries(own)) expect([...grid], name).toEqual(published[name]!.flat());
    const signs = (published.ksigns_iq2xs as unknown as number[]).flatMap((byte) =>
      Array.from({ length: 8 }, (_, j) => ((byte >>> j) & 1 ? -1 : 1)),
    );
    expect([...evenSigns]).toEqual(signs);
  },
);
