const MAX_CHARACTERS = 200;

/** A name out of a file, short enough for a message: a hostile one may be as long as its file. */
export function clipped(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
