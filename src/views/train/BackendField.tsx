import { useQuery } from '@tanstack/react-query';
import type { BackendFacts, BackendName } from '../../state/training/offered-parts.ts';
import { backendsQuery } from '../../state/training/trainer-offer.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Select } from '../../ui/Select.tsx';
import { backendText, backendTitles, fastestOf } from './backend-words.ts';

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
      value={value ?? 'fastest'}
      onChange={(id) => onChange(id === 'fastest' ? null : id)}
      options={[
        { value: 'fastest', label: fastestText(fastest, isMeasuring) },
        ...(measured ?? none).map((facts) => ({ value: facts.name, label: backendText(facts) })),
        ...(measured?.some(({ name }) => name === 'cpu') ? [] : [plain as { value: 'cpu'; label: string }]),
      ]}
    />
  );
}

function fastestText(fastest: BackendFacts | null, isMeasuring: boolean): string {
  if (isMeasuring) return 'The fastest: being measured …';
  return `The fastest: ${fastest === null ? backendTitles.wasm : backendText(fastest)}`;
}
