const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** The same number for the same object, as a key of questions about what is too large to be compared; 0 for none. */
export function identityOf(known: object | null): number {
  if (known === null) return 0;
  const identity = identities.get(known) ?? ++lastIdentity;
  identities.set(known, identity);
  return identity;
}
