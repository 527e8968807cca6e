/** Rows of text as columns that line up. */

/** Numbers line up on the right; so do all columns but the first, unless that is of numbers too. */
export function textTable(
  rows: readonly (readonly string[])[],
  { firstColumn }: { firstColumn: 'words' | 'numbers' },
): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const pad = (cell: string, i: number) =>
    i === 0 && firstColumn === 'words' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
  return rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}\n`).join('');
}
