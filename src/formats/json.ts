/**
 * JSON (https://www.rfc-editor.org/rfc/rfc8259) from strangers. `JSON.parse` keeps the last of two equal keys without
 * a word, and a text of a few megabytes can make it build gigabytes; so the text is surveyed first, in one pass
 * without recursion, at about 1 GB/s.
 */
import { Fault } from '../core/fault.ts';
import { MAX_JSON_CONTAINERS, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './limits.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What the text is part of, for messages. */
export interface JsonOrigin {
  readonly file: string;
  /** The format as people call it, and the part of it: "safetensors", "the header". */
  readonly format: string;
  readonly what: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object that the UTF-8 text holds. Throws `malformed` if it is no JSON object or has a key twice at its
 * outermost level, `over-limit` if it is too deep or too large.
 */
export function parseJsonObject(bytes: Uint8Array, origin: JsonOrigin): JsonObject {
  const survey = surveyJson(bytes);
  const value = parseSurveyed(bytes, survey, origin);
  if (!isJsonObject(value)) throw malformed(origin, 'is no JSON object');
  if (Object.keys(value).length !== survey.members) {
    throw malformed(origin, `has “${firstRepeatedKey(bytes)}” twice`);
  }
  return value;
}

/** Any value; the last of equal keys counts. Throws `malformed`, or `over-limit` if it is too deep or too large. */
export function parseJson(bytes: Uint8Array, origin: JsonOrigin): unknown {
  return parseSurveyed(bytes, surveyJson(bytes), origin);
}

function parseSurveyed(bytes: Uint8Array, survey: JsonSurvey, origin: JsonOrigin): unknown {
  refuseExcess(survey, origin);
  return parse(bytes, origin);
}

function parse(bytes: Uint8Array, origin: JsonOrigin): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed(origin, 'is not UTF-8 text');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(origin, 'is not valid JSON');
  }
}

function malformed({ file, format, what }: JsonOrigin, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format, detail: `${what} ${detail}` });
}

interface JsonSurvey {
  /** Members of the outermost object: right if the text is valid JSON, which `JSON.parse` decides. */
  readonly members: number;
  readonly depth: number;
  readonly containers: number;
  /** Commas, that is values less the first of each container. */
  readonly values: number;
}

/** `onKey` gets the byte range of each key of the outermost object, quotes included. */
function surveyJson(bytes: Uint8Array, onKey?: (startByte: number, endByte: number) => void): JsonSurvey {
  let [depth, deepest, members, containers, values] = [0, 0, 0, 0, 0];
  let [stringStart, stringEnd] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case QUOTE:
        stringStart = i;
        i = endOfString(bytes, i);
        stringEnd = i + 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        containers++;
        depth++;
        deepest = Math.max(deepest, depth);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
        break;
      case COMMA:
        values++;
        break;
      case COLON:
        if (depth === 1) {
          members++;
          onKey?.(stringStart, stringEnd);
        }
    }
  }
  return { members, depth: deepest, containers, values };
}

/** Index of the string's closing quote, or the text's end. */
function endOfString(bytes: Uint8Array, openingQuote: number): number {
  let i = openingQuote + 1;
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i;
}

function refuseExcess(survey: JsonSurvey, { file, what }: JsonOrigin): void {
  const ceilings = [
    ['nesting', survey.depth, MAX_JSON_DEPTH],
    ['number of objects and lists', survey.containers, MAX_JSON_CONTAINERS],
    ['number of values', survey.values, MAX_JSON_VALUES],
  ] as const;
  for (const [measure, value, limit] of ceilings) {
    if (value > limit) throw new Fault('over-limit', { file, what: `${measure} in ${what}`, value, limit });
  }
}

/** Only called for valid JSON with a repeated key. Keys are compared as values: "a" is "\u0061". */
function firstRepeatedKey(bytes: Uint8Array): string {
  const seen = new Set<string>();
  const decoder = new TextDecoder();
  let repeated = '';
  surveyJson(bytes, (startByte, endByte) => {
    const key = JSON.parse(decoder.decode(bytes.subarray(startByte, endByte))) as string;
    if (seen.has(key)) repeated ||= key;
    seen.add(key);
  });
  return repeated;
}
