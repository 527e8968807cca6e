import { formatMeasured } from '../../../charts/pruning/measured-curve.ts';
import type { Measured } from '../../../core/pruning/measured.ts';
import { Explain } from '../../../ui/Explain.tsx';
import { FigureRow, FigureTable } from '../../FigureTable.tsx';
import { differenceText, measureIds, planMeasures, type MeasureId } from './measures.ts';

/** Every figure of one plan, with the plan taken and without. */
export function MeasuredFigures({ measured }: { readonly measured: Measured }) {
  return (
    <FigureTable head={['Figure', 'After', 'Before', 'Change']}>
      {measureIds.map((id) => {
        const { name, unit, after, before } = planMeasures[id];
        const value = after(measured);
        return (
          <FigureRow
            key={id}
            label={name}
            explain={<MeasuredExplain of={id} />}
            figures={[
              formatMeasured(value, unit),
              before === null ? '' : formatMeasured(before(measured), unit),
              before === null ? '' : differenceText(value - before(measured), unit),
            ]}
          />
        );
      })}
    </FigureTable>
  );
}

export function MeasuredExplain({ of }: { readonly of: MeasureId }) {
  const { name, formula, text } = planMeasures[of];
  return (
    <Explain title={name} formula={formula}>
      {text}
    </Explain>
  );
}
