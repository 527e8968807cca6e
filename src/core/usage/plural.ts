/** What producers call their documents and steps, as many. */

/** "pass" → "passes", "query" → "queries", "text" → "texts". */
export function pluralOf(noun: string): string {
  if (/(?:[sxz]|[cs]h)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
