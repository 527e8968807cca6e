/** Words of a text. Tokens are what this file says they are: the vocabulary and every sample are made with it alone. */

/**
 * A run of letters, marks and digits; apostrophes inside it belong to it ("don't", "rock'n'roll"). Everything else
 * parts words.
 */
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** The line breaks that reviews on the web are full of: `<br />`, `<br>`, `</p>` and the like. */
const htmlBreak = /<\/?(?:br|p|hr)\s*\/?>/gi;

/** Lower-case words, in their order, HTML line breaks left out, and typographic apostrophes made plain. */
export function tokenise(text: string): readonly string[] {
  const plain = text.replace(htmlBreak, ' ').replaceAll('’', "'").toLowerCase();
  return plain.match(word) ?? [];
}

/** By which two texts count as the same, whatever their white space. */
export function normaliseText(text: string): string {
  return text.replace(htmlBreak, ' ').replace(/\s+/g, ' ').trim();
}
