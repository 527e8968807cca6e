/** Which hub names of models are asked of, and the token for it, by the variables that `huggingface_hub` reads. */
import { parseHub, usualHub } from '../core/hub-address.ts';
import { enterToken } from '../formats/sources/credentials.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `HF_ENDPOINT`, for mirrors. */
export function hubIn(env: Environment): string {
  return parseHub(env.HF_ENDPOINT ?? '') ?? usualHub;
}

/** `HF_TOKEN`, sent to the hub's own host over https alone. Every thread that reads has to do this for itself. */
export function enterTokenIn(env: Environment): void {
  const { host } = new URL(hubIn(env));
  enterToken({ host, token: env.HF_TOKEN?.trim() ?? '' });
}
