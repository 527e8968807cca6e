import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import EqualApproximately from 'lucide-react/icons/equal-approximately';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Disclosure } from './Disclosure.tsx';
import { IconButton } from './IconButton.tsx';
import { iconLook, type Icon } from './icon.ts';
import styles from './Notice.module.css';
import toneStyles from './Tone.module.css';

export type NoticeTone = 'info' | 'success' | 'warning' | 'danger' | 'estimate';

export interface NoticeProps {
  readonly tone?: NoticeTone | undefined;
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do about it. */
  readonly remedy?: ReactNode;
  /** What only few need, behind a disclosure: bytes in hex, a list of names. */
  readonly details?: ReactNode;
  readonly actions?: ReactNode;
  readonly onDismiss?: (() => void) | undefined;
}

const icons: Readonly<Record<NoticeTone, Icon>> = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
  estimate: EqualApproximately,
};

/** Something that has to be known, in the place where it matters. Screen readers are interrupted by danger alone. */
export function Notice({ tone = 'info', title, children, remedy, details, actions, onDismiss }: NoticeProps) {
  const ToneIcon = icons[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames(styles.notice, toneStyles[tone], tone === 'estimate' && styles.isEstimate)}
    >
      <ToneIcon {...iconLook} className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children !== undefined && <div className={styles.body}>{children}</div>}
        {remedy !== undefined && <div className={styles.remedy}>{remedy}</div>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        {details !== undefined && (
          <Disclosure summary="Details">
            <div className={styles.details}>{details}</div>
          </Disclosure>
        )}
      </div>
      {onDismiss && (
        <IconButton
          label={`Dismiss: ${title}`}
          icon={X}
          size="small"
          className={styles.dismiss}
          onClick={onDismiss}
        />
      )}
    </div>
  );
}
