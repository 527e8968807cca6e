import { Info, Stethoscope, TriangleAlert } from 'lucide-react';
import { explainFinding } from '../../core/trace/finding-words.ts';
import type { Finding, FindingCode } from '../../core/trace/finding.ts';
import { changeView, useView } from '../../state/view.ts';
import { Card } from '../../ui/Card.tsx';
import { Switch } from '../../ui/Switch.tsx';
import styles from './FindingsCard.module.css';

/** What the trace doctor says, before any chart: what, where, what was done about it, and a switch to undo it. */
export function FindingsCard({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const corrected = findings.filter(({ treatment }) => treatment === 'corrected').length;
  const codes = [...new Set(findings.map(({ code }) => code))];
  return (
    <Card
      title="Trace doctor"
      subtitle={`${findings.length === 1 ? 'One thing' : `${findings.length} things`} to know before the charts are trusted${corrected > 0 ? `; ${corrected} put right` : ''}`}
    >
      <ul className={styles.list}>
        {codes.map((code) => (
          <FindingItem key={code} code={code} found={findings.filter((finding) => finding.code === code)} />
        ))}
      </ul>
    </Card>
  );
}

interface FindingItemProps {
  readonly code: FindingCode;
  /** All of one code: they are put right, or not, together. */
  readonly found: readonly Finding[];
}

const icons = { corrected: Stethoscope, ignored: TriangleAlert, told: Info } as const;

function FindingItem({ code, found }: FindingItemProps) {
  const ignored = useView((view) => view.ignoredFindings);
  // ids below 0 are never experts, but 255 beside them may be: what can be taken back decides
  const treatment = found.find((one) => one.treatment !== 'told')?.treatment ?? 'told';
  const Icon = icons[treatment];
  const correct = (isOn: boolean) => {
    const others = ignored.filter((known) => known !== code);
    changeView({ ignoredFindings: isOn ? others : [...others, code] });
  };
  return (
    <li className={styles.item} data-treatment={treatment} data-finding={code}>
      <Icon size={16} strokeWidth={1.75} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        {found.map((one, i) => {
          const { title, body, done } = explainFinding(one);
          return (
            <p key={i}>
              <strong className={styles.title}>{title}.</strong> {body} <span>{done}</span>
            </p>
          );
        })}
      </div>
      {treatment !== 'told' && <Switch label="Put right" isOn={!ignored.includes(code)} onChange={correct} />}
    </li>
  );
}
