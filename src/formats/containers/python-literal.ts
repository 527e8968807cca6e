/**
 * Python literals, as far as NumPy's headers need them: strings, integers, True, False, None, tuples, lists, and dicts
 * with strings as keys (https://docs.python.org/3/reference/lexical_analysis.html#literals). Nothing is evaluated.
 */
export type PythonLiteral =
  | string
  | number
  | boolean
  | null
  /** A list or a tuple. */
  | PythonLiteral[]
  | Map<string, PythonLiteral>;

/** Records inside records; real headers have up to 4 levels. */
const MAX_DEPTH = 32;

/** The value that the text is, all of it. Throws what `refuse` makes of a text that is none, or of another kind. */
export function parsePythonLiteral(text: string, refuse: (detail: string) => Error): PythonLiteral {
  const tokens = readTokens(text, refuse);
  let next = 0;

  function parseValue(depth: number): PythonLiteral {
    const token = tokens[next++];
    if (token === undefined || depth > MAX_DEPTH)
      throw refuse(token ? 'it nests too deep' : 'it ends too early');
    if (!('mark' in token)) return token.value;
    if (token.mark === '(') return parseTuple(depth);
    if (token.mark === '[') return parseItems(']', () => parseValue(depth + 1));
    if (token.mark === '{') return new Map(parseItems('}', () => parseMember(depth)));
    throw refuse(`“${token.mark}” is out of place`);
  }

  /** Parentheses around one value without a comma are just that. */
  function parseTuple(depth: number): PythonLiteral {
    const items = parseItems(')', () => parseValue(depth + 1));
    return items.length === 1 && !isMark(next - 2, ',') ? items[0]! : items;
  }

  function parseMember(depth: number): [string, PythonLiteral] {
    const key = parseValue(depth + 1);
    if (typeof key !== 'string') throw refuse('a key is no text');
    take(':');
    return [key, parseValue(depth + 1)];
  }

  /** Items with commas between them, and perhaps one after the last. */
  function parseItems<T>(end: string, parseItem: () => T): T[] {
    const items: T[] = [];
    while (!isMark(next, end)) {
      items.push(parseItem());
      if (!isMark(next, end)) take(',');
    }
    take(end);
    return items;
  }

  function isMark(at: number, mark: string): boolean {
    const token = tokens[at];
    return token !== undefined && 'mark' in token && token.mark === mark;
  }

  function take(mark: string): void {
    if (!isMark(next, mark)) throw refuse(`a “${mark}” is missing`);
    next++;
  }

  const value = parseValue(0);
  if (next < tokens.length) throw refuse('something follows its end');
  return value;
}

type Token = { readonly mark: string } | { readonly value: PythonLiteral };

/** Quoted text, an integer (Python 2 ends long ones with L), a word, or punctuation; spaces before and after. */
const tokenPattern =
  /\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|(-?\d{1,30})L?\b|(True|False|None)\b|([()[\]{},:]))\s*/y;

const words: Readonly<Record<string, PythonLiteral>> = { True: true, False: false, None: null };

function readTokens(text: string, refuse: (detail: string) => Error): Token[] {
  const pattern = new RegExp(tokenPattern);
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw refuse(`“${text.slice(at, at + 20)}” is no Python literal`);
    const [, single, double, digits, word, mark] = match;
    if (mark !== undefined) tokens.push({ mark });
    else if (word !== undefined) tokens.push({ value: words[word]! });
    else tokens.push({ value: digits === undefined ? (single ?? double)! : Number(digits) });
  }
  return tokens;
}
