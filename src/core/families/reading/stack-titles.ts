/** What to call the layers of each stack: a number where that says all, "enc 3", "visual 3" or "mtp 3" where not. */

export interface TitledStack {
  /** Segments before the layer's number, `model.layers`. */
  readonly path: readonly string[];
  /** True if the stack is a single block outside layers. */
  readonly isBlock: boolean;
}

export function labelOf(title: string, number: number): string {
  return title === '' ? String(number) : `${title} ${number}`;
}

/** Segments that wrap the language model and say nothing of its layers. */
const wrappers = new Set(
  'model module transformer language_model text_model base_model backbone gpt_neox llm net state_dict'.split(
    ' ',
  ),
);

const shortTitles = new Map([
  ['encoder', 'enc'],
  ['decoder', 'dec'],
]);

/** At most this much of a name becomes part of a label. */
const LONGEST_TITLE = 24;

/**
 * A short name a stack, empty for the main one: the first segment in which it differs from the other stacks and
 * that is not a wrapper. A block outside layers keeps its whole name.
 */
export function titleStacks(stacks: readonly TitledStack[]): string[] {
  const shared = commonStart(stacks.map(({ path }) => path));
  const titles = stacks.map(({ path, isBlock }) => {
    if (isBlock) return path.join('.') || '0';
    if (path.includes('mtp')) return 'mtp';
    const title = path.slice(shared, -1).find((segment) => !wrappers.has(segment)) ?? '';
    return shortTitles.get(title) ?? title;
  });
  const uses = new Map<string, number>();
  for (const title of titles) uses.set(title, (uses.get(title) ?? 0) + 1);
  return titles.map((title, i) =>
    (uses.get(title) === 1 ? title : stacks[i]!.path.join('.') || title).slice(-LONGEST_TITLE),
  );
}

/** How many segments all paths begin with, the last segment of a path not counted. */
function commonStart(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths;
  const length = paths.reduce((shortest, path) => Math.min(shortest, path.length - 1), Infinity);
  const differs = first.findIndex((segment, i) => i >= length || paths.some((path) => path[i] !== segment));
  return Math.max(0, differs);
}

/** The main stack first, then encoder and decoder, what else there is, and last what predicts further tokens. */
export function rankOf(title: string): number {
  const known = ['', 'enc', 'dec'].indexOf(title);
  if (known >= 0) return known;
  return title === 'mtp' ? 4 : 3;
}
