import type { Catalogue } from '../core/catalogue.ts';
import { explainFault } from '../core/fault-words.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import styles from './SourceNotices.module.css';

/** What is worth knowing about a checkpoint that opened: one line each, behind a count. */
export function SourceNotices({ catalogue }: { readonly catalogue: Catalogue }) {
  const { notices } = catalogue;
  if (notices.length === 0) return null;
  const words = notices.map((notice) => ({ code: notice.code, ...explainFault(notice) }));
  return (
    <Disclosure
      summary={words[0]!.title}
      note={notices.length > 1 ? `and ${notices.length - 1} more` : undefined}
    >
      <ul className={styles.list}>
        {words.map(({ code, title, body, remedy }) => (
          <li key={`${code} ${body}`} data-notice={code}>
            <strong>{title}.</strong> {body} {remedy}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
