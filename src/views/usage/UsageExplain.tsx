import type { ReactNode } from 'react';
import { usageNotions, type UsageNotionId } from '../../core/usage/usage-words.ts';
import { Explain } from '../../ui/Explain.tsx';

export interface UsageExplainProps {
  readonly of: UsageNotionId;
  /** What holds of this trace. */
  readonly children?: ReactNode;
}

/** What a chart of usage says, in the words of the list of notions. */
export function UsageExplain({ of, children }: UsageExplainProps) {
  const { name, formula, explanation, reference } = usageNotions[of];
  return (
    <Explain title={name} formula={formula} reference={reference}>
      {explanation}
      {children !== undefined && <> {children}</>}
    </Explain>
  );
}
