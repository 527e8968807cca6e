/**
 * Tokens that the person has entered: in the memory of this thread and nowhere else, each for the one host that it was
 * entered for. Recipes, faults, links and summaries never hold one, so none can leave with them.
 */
export interface Credential {
  /** With its port, where that is not https' own: `huggingface.co`, `localhost:8443`. */
  readonly host: string;
  readonly token: string;
}

const tokens = new Map<string, string>();

/** An empty token takes back what was entered before. */
export function enterToken({ host, token }: Credential): void {
  if (token === '') tokens.delete(host);
  else tokens.set(host, token);
}

/** What to say to this address of who is asking; null over anything but https, and to every other host. */
export function authorizationFor(address: string): string | null {
  const { protocol, host } = new URL(address);
  const token = protocol === 'https:' ? tokens.get(host) : undefined;
  return token === undefined ? null : `Bearer ${token}`;
}
