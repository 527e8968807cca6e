/** Something that no committed file may contain, and why. */
interface Ban {
  readonly pattern: RegExp;
  readonly reason: string;
}

// The brackets keep these patterns from finding themselves.
const bansInCode: readonly Ban[] = [
  { pattern: /eslint-disabl[e]/, reason: 'switches a lint rule off' },
  { pattern: /@ts-(ignor[e]|expect-erro[r]|nochec[k])/, reason: 'silences the compiler' },
  { pattern: /import\.meta\.glo[b]/, reason: 'registries are explicit lists' },
];

const bansAnywhere: readonly Ban[] = [
  { pattern: /registry\.(npmj[s]|yarnpk[g])|"resolve[d]": "/, reason: 'names a package registry' },
  { pattern: /(^|[^\w.])\/(hom[e]|User[s]|roo[t]|wor[k])\/\w/, reason: 'names a path of one machine' },
  { pattern: /\b[A-Z]:\\+User[s]\b/, reason: 'names a path of one machine' },
];

/**
 * Looks for what no committed file may contain.
 * @returns One line for each line at fault.
 */
export function checkText(path: string, text: string): string[] {
  const isCode = /\.(ts|tsx|js|mjs|css)$/.test(path);
  const bans = isCode ? [...bansInCode, ...bansAnywhere] : bansAnywhere;
  return text
    .split('\n')
    .flatMap((line, index) =>
      bans.filter(({ pattern }) => pattern.test(line)).map(({ reason }) => `${path}:${index + 1} ${reason}`),
    );
}
