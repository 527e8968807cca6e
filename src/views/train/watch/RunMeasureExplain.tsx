import { runMeasures, runNotions } from '../../../core/run-measures.ts';
import { Explain } from '../../../ui/Explain.tsx';

export interface RunMeasureExplainProps {
  readonly of: keyof typeof runMeasures | keyof typeof runNotions;
}

const all = { ...runMeasures, ...runNotions };

/** What a measure of a run says, in the words of the list of measures. */
export function RunMeasureExplain({ of }: RunMeasureExplainProps) {
  const { name, formula, reference, explanation } = all[of];
  return (
    <Explain title={name} formula={formula} reference={reference}>
      {explanation}
    </Explain>
  );
}
