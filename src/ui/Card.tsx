import { useId, type ReactNode } from 'react';
import styles from './Card.module.css';
import { classNames } from './class-names.ts';

export interface CardProps {
  readonly title: string;
  readonly isTitleHidden?: boolean | undefined;
  readonly headingLevel?: 2 | 3 | 4 | undefined;
  /** A line under the title. */
  readonly subtitle?: ReactNode;
  /** An `Explain` beside the title. */
  readonly explain?: ReactNode;
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  /** For a body that brings its own edges: a table, a canvas. */
  readonly isFlush?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A panel on the page: one subject with its name, its actions and a footer for the small print. */
export function Card(props: CardProps) {
  const { title, isTitleHidden = false, headingLevel = 2, subtitle, explain, actions, footer } = props;
  const titleId = useId();
  const Heading = `h${headingLevel}` as const;
  if (isTitleHidden) {
    return (
      <section aria-label={title} className={classNames(styles.card, props.className)}>
        <CardBody {...props} />
        {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
      </section>
    );
  }
  return (
    <section aria-labelledby={titleId} className={classNames(styles.card, props.className)}>
      <header className={styles.header}>
        <div className={styles.titles}>
          <div className={styles.titleLine}>
            <Heading id={titleId} className={styles.title}>
              {title}
            </Heading>
            {explain}
          </div>
          {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      <CardBody {...props} />
      {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
    </section>
  );
}

function CardBody({ isFlush = false, children }: Pick<CardProps, 'isFlush' | 'children'>) {
  return <div className={classNames(styles.body, isFlush && styles.isFlush)}>{children}</div>;
}
