/** What the pruned checkpoint is called: the original's name, as far as every file system takes it. */
const MOST_LETTERS = 80;

export function exportName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/\.(?:safetensors|index\.json|bin|pt|pth)$/i, '')
    // separators, what Windows refuses, and what can't be seen
    .replace(/[\\/:*?"<>|\p{C}]+/gu, '-')
    .replace(/^[.\s-]+|[.\s-]+$/g, '')
    .slice(0, MOST_LETTERS);
  return `${plain === '' ? 'model' : plain}-pruned`;
}
