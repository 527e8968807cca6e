import type { RunFigure } from '../../core/run-figures.ts';
import { Explain } from '../../ui/Explain.tsx';

/** What a figure of a run says. */
export function FigureExplain({ figure }: { readonly figure: RunFigure }) {
  return (
    <Explain title={figure.name} formula={figure.formula}>
      {figure.explanation}
    </Explain>
  );
}
