import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../core/fault.ts';
import type { DataFile } from './data-file.ts';
import { isUtf8, linesOf, textChunks } from './lines.ts';

/** A file that arrives in chunks of the given lengths, over and over. */
function arriving(bytes: Uint8Array, lengths: readonly number[]): DataFile {
  return {
    name: 'a.txt',
    size: bytes.length,
    stream: () => {
      let [at, turn] = [0, 0];
      return new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) {
            controller.close();
            return;
          }
          const length = lengths[turn++ % lengths.length]!;
          controller.enqueue(bytes.slice(at, at + length));
          at += length;
        },
      });
    },
  };
}

const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

async function textOf(file: DataFile): Promise<string> {
  let text = '';
  for await (const chunk of textChunks(file)) text += chunk;
  return text;
}

describe('text', () => {
  it('comes as it was written, wherever it is cut', async () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.startsWith('\ufeff'));
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (text, lengths) => {
        expect(await textOf(arriving(new TextEncoder().encode(text), lengths))).toBe(text);
      }),
      {
        seed: 1,
        numRuns: 300,
        examples: [
          ['aé€😀z', [1]],
          ['😀', [3]],
        ],
      },
    );
  });

  it('loses its byte order mark', async () => {
    expect(await textOf(arriving(new TextEncoder().encode('\ufeffa,b'), [2]))).toBe('a,b');
  });

  it.each([
    ['a lone continuation', [0x61, 0x80, 0x62], 1],
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9, 0x20, 0x61], 3],
    ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
    ['a character that never ends', [0x61, 0x62, 0xf0, 0x9f], 2],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 0],
    ['an overlong slash', [0xc0, 0xaf], 0],
  ])('is refused where it is %s', async (_, bytes, atByte) => {
    for (const lengths of [[1], [2], [3], [100]]) {
      await expect(textOf(arriving(Uint8Array.from(bytes), lengths))).rejects.toEqual(
        new Fault('not-utf8', { file: 'a.txt', atByte }),
      );
    }
  });

  it('may be cut off in a character only at the end of a sample', () => {
    expect(isUtf8(Uint8Array.of(0x61, 0xe2, 0x82))).toBe(true);
    expect(isUtf8(Uint8Array.of(0x61, 0xe2, 0x28))).toBe(false);
  });
});

describe('lines', () => {
  it('end in either way, and the last one need not', async () => {
    for (const lengths of [[1], [3], [100]]) {
      const lines = [];
      const bytes = new TextEncoder().encode('a\r\nb\n\nc');
      for await (const line of linesOf(arriving(bytes, lengths))) lines.push(line);
      expect(lines).toEqual([
        { text: 'a', number: 1 },
        { text: 'b', number: 2 },
        { text: '', number: 3 },
        { text: 'c', number: 4 },
      ]);
    }
  });

  it('without end are refused', async () => {
    const endless = linesOf(arriving(new Uint8Array(11_000_000).fill(97), [1_000_000]));
    await expect(endless.next()).rejects.toThrow('characters in one row');
  });
});
