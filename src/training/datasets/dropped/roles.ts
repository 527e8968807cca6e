/** What the names of dropped files tell: which are the test, and which labels belong to which samples. */

/** `t10k-images-idx3-ubyte.gz` → without folders, packing and case. */
export function plainName(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.gz$/i, '')
    .toLowerCase();
}

export type Role = 'train' | 'test' | 'validation';

/** The split that a file is of by its name; null where it does not say. */
export function roleOf(path: string): Role | null {
  const words = plainName(path).split(/[^a-z0-9]+/);
  const has = (...wanted: readonly string[]) => wanted.some((word) => words.includes(word));
  if (has('t10k', 'test', 'testing')) return 'test';
  if (has('val', 'valid', 'validation', 'dev')) return 'validation';
  return has('train', 'training') ? 'train' : null;
}

/** What samples and labels of one split have in common: their name less the words that tell them apart. */
export function pairKey(path: string): string {
  return plainName(path)
    .split(/[^a-z0-9]+/)
    .filter((word) => !/^(images?|labels?|samples?|data|x|y|idx\d?|ubyte|bin|npy)$/.test(word))
    .join(' ');
}
