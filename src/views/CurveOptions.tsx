import { SlidersHorizontal } from 'lucide-react';
import { references, type ReferenceId } from '../core/sketch/references.ts';
import { changeView, useView } from '../state/view.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Checkbox.tsx';
import { Explain } from '../ui/Explain.tsx';
import { FieldGroup } from '../ui/Field.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { Popover } from '../ui/Popover.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import styles from './CurveOptions.module.css';

/** What the curve accumulates and against what; the rest behind a button. */
export function CurveOptions() {
  const view = useView();
  return (
    <div className={styles.options}>
      <SegmentedControl
        label="Scale"
        isLabelHidden
        size="small"
        value={view.scale}
        onChange={(scale) => changeView({ scale })}
        segments={[
          { value: 'share', label: 'Shares' },
          { value: 'sum', label: 'Sums' },
        ]}
      />
      <SegmentedControl
        label="Quantity"
        isLabelHidden
        size="small"
        value={view.quantity}
        onChange={(quantity) => changeView({ quantity })}
        segments={[
          { value: 'mass', label: 'Mass |w|' },
          { value: 'energy', label: 'Energy w²' },
        ]}
      />
      <Popover
        label="Options of the curve"
        align="end"
        trigger={(attributes) => (
          <Button size="small" icon={SlidersHorizontal} {...attributes}>
            Options
          </Button>
        )}
      >
        <MoreOptions />
      </Popover>
    </div>
  );
}

function MoreOptions() {
  const view = useView();
  const toggle = (id: ReferenceId, isOn: boolean) => {
    const chosen = references
      .map((reference) => reference.id)
      .filter((known) => (known === id ? isOn : view.references.includes(known)));
    changeView({ references: chosen });
  };
  return (
    <div className={styles.more}>
      <SegmentedControl
        label="Count"
        size="small"
        value={view.population}
        onChange={(population) => changeView({ population })}
        segments={[
          { value: 'all', label: 'All weights' },
          { value: 'nonzero', label: 'Non-zero' },
        ]}
        explain={
          <Explain title="Which weights are counted">
            All finite weights, or only those that are not exactly zero, as the first text on this curve has
            it. The two differ by the zeros alone.
          </Explain>
        }
      />
      <SegmentedControl
        label="Horizontal axis"
        size="small"
        value={view.xAxis}
        onChange={(xAxis) => changeView({ xAxis })}
        segments={[
          { value: 'linear', label: 'Linear' },
          { value: 'log', label: 'Logarithmic' },
        ]}
      />
      <SegmentedControl
        label="Vertical axis"
        size="small"
        value={view.yAxis}
        onChange={(yAxis) => changeView({ yAxis })}
        segments={[
          { value: 'linear', label: 'Linear' },
          { value: 'log', label: 'Logarithmic' },
        ]}
      />
      <FieldGroup
        label="Compare with"
        explain={
          <Explain title="Reference curves">
            Curves of ideal distributions. Weights that still follow the one they were initialised with have
            learnt little structure in their magnitudes.
          </Explain>
        }
      >
        {references.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            isChecked={view.references.includes(id)}
            onChange={(isOn) => toggle(id, isOn)}
          />
        ))}
      </FieldGroup>
      <NumberField
        label="Plateau below slope"
        value={view.plateauSlope}
        min={0}
        max={1}
        step={0.01}
        isRequired
        onChange={(slope) => slope !== null && changeView({ plateauSlope: slope })}
        explain={
          <Explain title="Plateau" formula="slope at rank p = |w|₍ₚ₎ / mean|w|">
            Where the slope of the normalised curve falls below this, further weights hardly add mass. There
            is no agreed value; 0.1 means a weight of a tenth of the mean.
          </Explain>
        }
      />
    </div>
  );
}
