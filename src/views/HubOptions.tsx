import { useState } from 'react';
import { explainFault } from '../core/fault-words.ts';
import { encodeFault } from '../core/fault.ts';
import { parseHub, usualHub } from '../core/hub-address.ts';
import { enterTokenFor, forgetToken } from '../state/credentials.ts';
import { setHub, useSession } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './UrlForm.module.css';

/** For gated models and mirrors: a token, and the hub that names are asked of. Nothing is asked by entering them. */
export function HubOptions({ address }: { readonly address: string }) {
  const hub = useSession((session) => session.hub);
  const hosts = useSession((session) => session.tokenHosts);
  return (
    <Disclosure summary="Gated models and mirrors" note={hosts.length > 0 ? 'token entered' : undefined}>
      <div className={styles.options}>
        <TokenField address={address.trim() === '' ? hub : address} />
        {hosts.map((host) => (
          <p key={host} className={styles.held}>
            A token for <code>{host}</code> is in the memory of this tab.
            <Button size="small" variant="quiet" onClick={() => void forgetToken(host)}>
              Forget it
            </Button>
          </p>
        ))}
        <HubField hub={hub} />
      </div>
    </Disclosure>
  );
}

/** For the host of what is to be opened: the address in the form, or the hub while there is none. */
function TokenField({ address }: { readonly address: string }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string>();
  const enter = () => {
    if (token.trim() === '') return;
    setProblem(undefined);
    enterTokenFor(address, token.trim()).catch((error: unknown) => setProblem(wordsFor(error)));
    setToken('');
  };
  return (
    <div>
      <div className={styles.form}>
        <div className={styles.field}>
          <TextField
            label="Token"
            type="password"
            problem={problem}
            value={token}
            onChange={setToken}
            onSubmit={enter}
          />
        </div>
        <Button onClick={enter}>Keep token</Button>
      </div>
      <p className={styles.hint}>
        Stays in the memory of this tab, and is sent over https alone, only to the host of the address above,
        or to the hub where there is none.
      </p>
    </div>
  );
}

function wordsFor(error: unknown): string {
  const { body, remedy } = explainFault(encodeFault(error));
  return `${body} ${remedy}`;
}

function HubField({ hub }: { readonly hub: string }) {
  const [text, setText] = useState(hub);
  const parsed = parseHub(text);
  return (
    <TextField
      label="Hub"
      hint={`Where names such as hf://owner/name are looked up; ${usualHub} or a mirror of it.`}
      problem={parsed === null ? 'Not an address of a hub, such as https://hf-mirror.com.' : undefined}
      value={text}
      onChange={(typed) => {
        setText(typed);
        const base = parseHub(typed);
        if (base !== null) setHub(base);
      }}
    />
  );
}
