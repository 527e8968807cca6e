import type { Measure } from '../core/sketch/measure-list.ts';
import { Explain } from '../ui/Explain.tsx';

/** What a measure says, in the words of the list of measures. */
export function MeasureExplain({ measure }: { readonly measure: Measure }) {
  return (
    <Explain title={measure.name} formula={measure.formula} reference={{ text: measure.reference }}>
      {measure.explanation}
    </Explain>
  );
}
