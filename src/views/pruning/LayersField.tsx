import { useState } from 'react';
import { TextField } from '../../ui/TextField.tsx';
import { formatLayers, parseLayers } from './layers-text.ts';

export interface LayersFieldProps {
  /** Null for all. */
  readonly value: readonly number[] | null;
  readonly onChange: (value: readonly number[] | null) => void;
}

/** Layers as a list of numbers and runs. A text that means none is kept and explained. */
export function LayersField({ value, onChange }: LayersFieldProps) {
  const [draft, setDraft] = useState<{ readonly text: string; readonly of: string } | null>(null);
  const known = formatLayers(value);
  // what is being typed counts as long as it stands for the value
  const text = draft?.of === known ? draft.text : known;
  const isWrong = parseLayers(text) === undefined;
  const type = (typed: string) => {
    const layers = parseLayers(typed);
    const next = layers === undefined ? value : layers;
    setDraft({ text: typed, of: formatLayers(next) });
    if (formatLayers(next) !== known) onChange(next);
  };
  return (
    <TextField
      label="Layers"
      placeholder="All"
      value={text}
      onChange={type}
      problem={isWrong ? 'Numbers and runs, as in 0-3, 7' : undefined}
    />
  );
}
