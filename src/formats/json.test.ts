import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../core/fault.ts';
import { parseJsonObject } from './json.ts';

const origin = { file: 'a.json', format: 'JSON', what: 'the text' };

function parse(text: string): unknown {
  return parseJsonObject(new TextEncoder().encode(text), origin);
}

describe('JSON of strangers', () => {
  it('is what JSON.parse says, for any object without repeated keys', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(objects, fc.constantFrom(0, 2), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('has no key twice at its outermost level, however it is written', () => {
    const members = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(members, fc.nat(), (keys, pick) => {
        const again = keys[pick % keys.length]!;
        const escaped = Array.from({ length: again.length }, (_, i) =>
          unicodeEscape(again.charCodeAt(i)),
        ).join('');
        const text = `{${keys.map((key) => `${JSON.stringify(key)}:{":":[1,2]}`).join()},"${escaped}":0}`;
        const detail = `the text has “${again}” twice`;
        expect(() => parse(text)).toThrow(new Fault('malformed', { file: 'a.json', format: 'JSON', detail }));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('ends in a fault where it ends early', () => {
    const text = '{"a\\"":{"b":[1,"\\\\"]},"c":null}';
    for (let length = 0; length < text.length; length++) {
      expect(() => parse(text.slice(0, length)), text.slice(0, length)).toThrow(Fault);
    }
    expect(parse(text)).toEqual(JSON.parse(text));
  });
});

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
