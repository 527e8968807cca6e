import { explainFault } from '../core/fault-words.ts';
import { dismissMessage, useSession } from '../state/session.ts';
import { Notice } from '../ui/Notice.tsx';
import styles from './Messages.module.css';

/** Faults and notices, each with what is wrong, where, and what to do; they stay until they are dismissed. */
export function Messages() {
  const messages = useSession((session) => session.messages);
  if (messages.length === 0) return null;
  return (
    <section className={styles.list} aria-label="Messages" aria-live="polite">
      {messages.map(({ id, kind, wire }) => {
        const { title, body, remedy } = explainFault(wire);
        return (
          <div key={id} data-fault={wire.code}>
            <Notice
              tone={kind === 'fault' ? 'danger' : 'info'}
              title={title}
              remedy={remedy}
              onDismiss={() => dismissMessage(id)}
            >
              {body}
            </Notice>
          </div>
        );
      })}
    </section>
  );
}
