/** What producers call their documents and steps, as many. */

/** "pass" → "passes", "query" → "queries", "text" → "texts", "group of texts" → "groups of texts". */
export function pluralOf(noun: string): string {
  const [head, ...rest] = noun.split(' of ');
  if (rest.length > 0) return [pluralOf(head!), ...rest].join(' of ');
  if (/(?:[sxz]|[cs]h)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
