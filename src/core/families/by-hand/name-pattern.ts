/** Patterns of names, as a person writes them: `blocks.{layer}.moe.*.w1_{expert}`. */

/** The numbers that a name has where the pattern asks for them; null where it has none. */
export interface PatternMatch {
  readonly layer: number | null;
  readonly expert: number | null;
}

/** Null where the name does not fit. */
export type NamePattern = (name: string) => PatternMatch | null;

/** With more of them, time would grow with a high power of a name's length. */
export const MOST_STARS = 3;

/** A longer one is nobody's name, and no pattern fits it. */
const LONGEST_NAME = 300;

/** Throws a `RangeError` that says what is wrong with the pattern. */
export function compilePattern(pattern: string): NamePattern {
  for (const word of ['{layer}', '{expert}']) {
    if (pattern.split(word).length > 2) throw new RangeError(`${word} may stand in it once`);
  }
  if (pattern.split('*').length > MOST_STARS + 1) {
    throw new RangeError(`it may have ${MOST_STARS} stars and no more`);
  }
  const other = /\{(?!layer\}|expert\})[^}]*\}?/.exec(pattern)?.[0];
  if (other !== undefined) throw new RangeError(`“${other}” is neither {layer} nor {expert}`);
  const source = pattern
    .split(/(\{layer\}|\{expert\}|\*)/)
    .map((piece) => numbers[piece] ?? piece.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('');
  const expression = new RegExp(`^${source}$`, 'su');
  return (name) => {
    const groups = name.length > LONGEST_NAME ? undefined : expression.exec(name);
    if (groups === undefined || groups === null) return null;
    const { layer, expert } = groups.groups ?? {};
    return { layer: numberOf(layer), expert: numberOf(expert) };
  };
}

/** At most five digits, as numbers of names are read everywhere. */
const numbers: Readonly<Record<string, string>> = {
  '{layer}': '(?<layer>\\d{1,5})',
  '{expert}': '(?<expert>\\d{1,5})',
  '*': '.*?',
};

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
