import { useQuery } from '@tanstack/react-query';
import type { BackendFacts, BackendName } from '../../state/training/offered-parts.ts';
import { backendsQuery } from '../../state/training/trainer-offer.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Select } from '../../ui/Select.tsx';
import { backendText, backendTitles, fastestOf, formatStep } from './backend-words.ts';

export interface BackendFieldProps {
  /** Null for the fastest. */
  readonly value: BackendName | null;
  readonly onChange: (value: BackendName | null) => void;
}

const none: readonly BackendFacts[] = [];

/** Where to train: the fastest by measurement, unless a person wants another. */
export function BackendField({ value, onChange }: BackendFieldProps) {
  const { data: measured, isError } = useQuery(backendsQuery);
  const fastest = fastestOf(measured ?? none);
  const isMeasuring = measured === undefined && !isError;
  const chosen = value === null ? fastest : (measured?.find(({ name }) => name === value) ?? null);
  const plain = { value: 'cpu', label: `${backendTitles.cpu}: runs everywhere, slow` };
  return (
    <Select
      label="Computed by"
      explain={
        <Explain title="Computed by">
          Each way of computing in this browser, with the time that a small training step took on it just now.
          Graphics that the processor only imitates give right results slowly, and are never chosen by
          themselves.
        </Explain>
      }
      hint={measurement(chosen, isMeasuring)}
      value={value ?? 'fastest'}
      onChange={(id) => onChange(id === 'fastest' ? null : id)}
      options={[
        { value: 'fastest', label: fastestText(fastest) },
        ...(measured ?? none).map((facts) => ({ value: facts.name, label: optionText(facts) })),
        ...(measured?.some(({ name }) => name === 'cpu') ? [] : [plain as { value: 'cpu'; label: string }]),
      ]}
    />
  );
}

/** Short, for a list: the device is in the line below. */
function optionText({ name, isSoftware, stepMs }: BackendFacts): string {
  const speed = stepMs === null ? '' : `, ${formatStep(stepMs)} a step`;
  return `${backendTitles[name]}${isSoftware ? ', imitated: slow' : speed}`;
}

function fastestText(fastest: BackendFacts | null): string {
  return `The fastest: ${backendTitles[fastest?.name ?? 'wasm']}`;
}

function measurement(facts: BackendFacts | null, isMeasuring: boolean): string {
  if (isMeasuring) return 'Being measured …';
  return facts === null ? 'Not measured.' : `${backendText(facts)}.`;
}
