import type { ErrorCosts, ErrorShare } from '../../core/pruning/plan-costs.ts';
import { decibelsOf } from '../../core/pruning/approximation/error-costs.ts';
import { decibelsText } from '../../core/pruning/figure-words.ts';
import { formatCount, formatPercent } from '../../core/quantity.ts';
import { Card } from '../../ui/Card.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import { CertaintyMark } from './CertaintyMark.tsx';

/** How far what is stored lies from the weights that it stands for. */
export function ErrorCard({ error }: { readonly error: ErrorCosts }) {
  return (
    <Card
      title="Error of what is stored"
      subtitle="Of weights that are quantised, or products of two factors"
      explain={
        <Explain
          title="Error of what is stored"
          formula="SQNR = 10 log₁₀ (Σ w² ⁄ Σ (w − ŵ)²)"
          reference={{
            text: 'Bennett, Spectra of quantized signals, 1948',
            href: 'https://doi.org/10.1002/j.1538-7305.1948.tb01340.x',
          }}
        >
          The ratio of signal to quantisation noise: every bit more is worth about 6 dB. It weighs all weights
          alike; what an error does to the answers depends on the inputs that it meets, which only a run can
          tell.
        </Explain>
      }
    >
      <FigureTable head={['Weights of', 'SQNR', 'Σw² lost']}>
        {error.roles.map((own) => (
          <ErrorRow key={own.role} name={roleNames[own.role]} error={own} />
        ))}
        {error.roles.length > 1 && <ErrorRow name="All of them" error={error} />}
      </FigureTable>
    </Card>
  );
}

const roleNames = { experts: 'Experts', routers: 'Routers', rest: 'Everything else' } as const;

function ErrorRow({ name, error }: { readonly name: string; readonly error: ErrorShare }) {
  const { lost, matrices, unknown } = error;
  const note = noteOf(error);
  if (matrices === 0) return <FigureRow label={name} note={note} figures={['–', '–']} />;
  const inDecibels = { ...lost, low: decibelsOf(lost.high), high: decibelsOf(lost.low) };
  return (
    <FigureRow
      label={name}
      explain={
        <CertaintyMark of={name} figure={inDecibels} format={(value) => decibelsText(10 ** (-value / 10))}>
          {unknown > 0 && `Of ${formatCount(unknown)} more matrices nothing tells it.`}
        </CertaintyMark>
      }
      note={note}
      figures={[decibelsText(lost.value), formatPercent(lost.value, 2)]}
    />
  );
}

function noteOf({ matrices, unknown }: ErrorShare): string {
  const all = `${formatCount(matrices)} ${matrices === 1 ? 'matrix' : 'matrices'}`;
  return unknown > 0 ? `${all}, ${formatCount(unknown)} more not known` : all;
}
