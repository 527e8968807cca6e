import { describe, expect, it } from 'vitest';
import { normaliseText, tokenise } from './tokenise.ts';

describe('tokenise', () => {
  it.each([
    ['It is GOOD.', ['it', 'is', 'good']],
    ['one<br /><br />two<BR>three</p>four', ['one', 'two', 'three', 'four']],
    ["Don't 'quote' rock'n'roll films'", ["don't", 'quote', "rock'n'roll", 'films']],
    ['don’t', ["don't"]],
    ['7/10, 2001: well-made', ['7', '10', '2001', 'well', 'made']],
    ['Amélie — naïve übermäßig', ['amélie', 'naïve', 'übermäßig']],
    ['кино 映画', ['кино', '映画']],
    ['<pad> <unknown> *** 😀 ', ['pad', 'unknown']],
    ['', []],
  ])('%j', (text, words) => {
    expect(tokenise(text)).toEqual(words);
  });
});

describe('normaliseText', () => {
  it('tells texts apart by more than their white space', () => {
    expect(normaliseText(' a <br/>b\n\tc ')).toBe('a b c');
    expect(normaliseText('a b')).not.toBe(normaliseText('A b'));
  });
});
