import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { bytesSource } from '../../sources/bytes-source.ts';
import { lineBlocks, linesOf } from './lines.ts';

async function linesIn(text: string): Promise<[string, boolean][]> {
  const lines: [string, boolean][] = [];
  for await (const block of lineBlocks(bytesSource('a.jsonl', new TextEncoder().encode(text)))) {
    for (const { line, isOpen } of linesOf(block)) lines.push([new TextDecoder().decode(line), isOpen]);
  }
  return lines;
}

describe('lines', () => {
  it.each([
    ['', []],
    [
      'a\nb\n',
      [
        ['a', false],
        ['b', false],
      ],
    ],
    [
      'a\r\n\r\n \nb',
      [
        ['a', false],
        ['b', true],
      ],
    ],
    ['\ufeffa\n', [['a', false]]],
    ['\n\n', []],
  ] as const)('of %j', async (text, lines) => {
    expect(await linesIn(text)).toEqual(lines);
  });

  it('are whole, whatever their length', { timeout: 20_000 }, async () => {
    const random = seededRandom(3);
    const lengths = [
      5_000_000,
      1,
      2_097_151,
      2_097_152,
      ...Array.from({ length: 300 }, () => 1 + random.below(60_000)),
    ];
    const text = lengths.map((length, i) => String.fromCharCode(97 + (i % 26)).repeat(length)).join('\n');
    expect((await linesIn(text)).map(([line]) => line.length)).toEqual(lengths);
    expect((await linesIn(text)).map(([line]) => line).join('\n')).toBe(text);
  });
});
