import type { RunFigure } from '../../core/run-figures.ts';
import { Explain } from '../../ui/Explain.tsx';

/** What a figure of a run says. */
export function FigureExplain({ figure }: { readonly figure: RunFigure }) {
  const { name, formula, explanation, reference } = figure;
  return (
    <Explain title={name} formula={formula} reference={reference}>
      {explanation}
    </Explain>
  );
}
