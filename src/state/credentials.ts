/**
 * Tokens on their way from the person to the threads that read. They are not kept here, nor in any store: the session
 * knows only for which hosts there is one.
 */
import { Fault } from '../core/fault.ts';
import { enterToken } from '../workers/spawn.ts';
import { sourceAddress, refOfAddress } from './opening.ts';
import { useSession } from './session.ts';

/** What an address is read from first, a model's name from the hub; null if it is no address. */
export function askedFirst(text: string, hub: string): URL | null {
  const ref = text === hub ? { kind: 'url' as const, value: hub } : refOfAddress(text);
  if (ref === null) return null;
  return new URL(ref.kind === 'hf' ? hub : sourceAddress(ref));
}

/** For the host of this address alone. Throws `token-unprotected` unless it is asked over https, `bad-address`. */
export async function enterTokenFor(address: string, token: string): Promise<void> {
  const asked = askedFirst(address, useSession.getState().hub);
  if (asked === null) throw new Fault('bad-address', { text: address });
  const { host, protocol } = asked;
  if (protocol !== 'https:') throw new Fault('token-unprotected', { host });
  await enterToken({ host, token });
  useSession.setState(({ tokenHosts }) => ({ tokenHosts: [...new Set([...tokenHosts, host])] }));
}

export async function forgetToken(host: string): Promise<void> {
  await enterToken({ host, token: '' });
  useSession.setState(({ tokenHosts }) => ({ tokenHosts: tokenHosts.filter((known) => known !== host) }));
}
