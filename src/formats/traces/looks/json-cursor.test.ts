import { describe, expect, it } from 'vitest';
import { readMembers } from './json-cursor.ts';
import { integerList } from './number-lists.ts';

const encoder = new TextEncoder();

function membersOf(text: string): [string, unknown][] | null {
  const members: [string, unknown][] = [];
  const isWhole = readMembers(encoder.encode(text), (key, cursor) => members.push([key, cursor.readValue()]));
  return isWhole ? members : null;
}

describe('the members of an object', () => {
  it.each([
    '{}',
    ' { "a" : 1 , "b":[1,{"c":"]}"}], "d": "\\"", "é": null, "f\\u0041": true } ',
    '{"a":{"b":{}},"c":-1.5e3}',
  ])('%s', (text) => {
    expect(membersOf(text)).toEqual(Object.entries(JSON.parse(text) as object));
  });

  it.each([
    '',
    '[]',
    '{"a"}',
    '{"a":1',
    '{"a":1,}',
    '{"a":1} x',
    '{"a":"b',
    '{"a":[1}',
    '{1:2}',
    '{"a":,"b":1}',
  ])('are refused in %s', (text) => {
    expect(membersOf(text)).toBeNull();
  });

  it('are skipped where nobody reads them', () => {
    const keys: string[] = [];
    expect(readMembers(encoder.encode('{"a":[[1,2],"}"],"b":{"c":1}}'), (key) => keys.push(key))).toBe(true);
    expect(keys).toEqual(['a', 'b']);
  });

  it('are no whole object where a value is not what was asked for', () => {
    const list = integerList();
    expect(readMembers(encoder.encode('{"a":[1,"x"]}'), (_, cursor) => cursor.readNumbers(list))).toBe(false);
    expect(readMembers(encoder.encode('{"a":[1,2]}'), (_, cursor) => cursor.readNumbers(list))).toBe(true);
  });
});
