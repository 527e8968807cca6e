import { useState } from 'react';
import { Switch } from '../ui/Switch.tsx';
import { ThemeSwitch } from '../ui/ThemeSwitch.tsx';
import { ToastProvider } from '../ui/Toasts.tsx';
import { ActionsSection } from './ActionsSection.tsx';
import { DisplaySection } from './DisplaySection.tsx';
import { FeedbackSection } from './FeedbackSection.tsx';
import { FoundationsSection } from './FoundationsSection.tsx';
import styles from './Gallery.module.css';
import { InputsSection } from './InputsSection.tsx';
import { PlanChartsSection } from './PlanChartsSection.tsx';
import { RunChartsSection } from './RunChartsSection.tsx';
import { SpecimenSection } from './SpecimenSection.tsx';
import { UsageChartsSection } from './UsageChartsSection.tsx';

/** To add a section: one file and one line here. */
const sections = [
  { title: 'Specimen', Section: SpecimenSection },
  { title: 'Charts of a run', Section: RunChartsSection },
  { title: 'Charts of usage', Section: UsageChartsSection },
  { title: 'Charts of plans', Section: PlanChartsSection },
  { title: 'Foundations', Section: FoundationsSection },
  { title: 'Actions', Section: ActionsSection },
  { title: 'Inputs', Section: InputsSection },
  { title: 'Feedback', Section: FeedbackSection },
  { title: 'Display', Section: DisplaySection },
];

/** Every widget on one page, in the theme of the page or in both. */
export function Gallery() {
  const [isBoth, setIsBoth] = useState(false);
  return (
    <ToastProvider>
      <header className={styles.header}>
        <h1 className={styles.name}>Gallery</h1>
        <Switch label="Both themes" isOn={isBoth} onChange={setIsBoth} />
        <ThemeSwitch />
      </header>
      <main className={styles.stages}>
        {isBoth ? (
          <>
            <Stage theme="light" />
            <Stage theme="dark" />
          </>
        ) : (
          <Stage />
        )}
      </main>
    </ToastProvider>
  );
}

function Stage({ theme }: { readonly theme?: 'light' | 'dark' }) {
  return (
    <div data-theme={theme} className={styles.stage}>
      {sections.map(({ title, Section }) => (
        <section key={title} className={styles.section}>
          <h2 className={styles.sectionTitle}>{title}</h2>
          <Section />
        </section>
      ))}
    </div>
  );
}
