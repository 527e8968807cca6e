/** The widgets at work together, as on the real page, so that their proportions can be judged. */
import Download from 'lucide-react/icons/download';
import Link from 'lucide-react/icons/link';
import { useState } from 'react';
import { Badge } from '../ui/Badge.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Explain } from '../ui/Explain.tsx';
import { liveLook } from '../ui/look/chart-look.ts';
import { Menu } from '../ui/Menu.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { linearScale } from '../ui/slider-scale.ts';
import { Slider } from '../ui/Slider.tsx';
import { Stat, StatList } from '../ui/Stat.tsx';
import styles from './SpecimenSection.module.css';

const cutScale = linearScale({ min: 0, max: 1, step: 0.01 });

export function SpecimenSection() {
  return (
    <div className={styles.layout}>
      <CurveCard />
      <MeasuresCard />
    </div>
  );
}

function CurveCard() {
  const [axis, setAxis] = useState<'linear' | 'log'>('linear');
  const [cut, setCut] = useState(0.25);
  return (
    <Card
      title="Cumulative curve"
      explain={
        <Explain title="Cumulative curve" formula="C(k) = Σ|w|₍₁…ₖ₎ ∕ Σ|w|">
          Weights sorted by magnitude, largest first, and the share of the total that the first of them hold.
        </Explain>
      }
      subtitle="Share of mass against share of weights"
      actions={
        <>
          <SegmentedControl
            label="Axis"
            isLabelHidden
            size="small"
            value={axis}
            onChange={setAxis}
            segments={[
              { value: 'linear', label: 'Linear' },
              { value: 'log', label: 'Log' },
            ]}
          />
          <CopyButton label="Copy link" size="small" variant="quiet" icon={Link} text="#v=1" />
          <Menu
            label="Export"
            size="small"
            variant="quiet"
            icon={Download}
            isIconOnly
            align="end"
            sections={[{ items: [{ label: 'SVG', onSelect: () => undefined }] }]}
          />
        </>
      }
      footer="Exact: every one of 1,409,286,144 weights was read."
    >
      <Curves />
      <div className={styles.legend}>
        {['All experts', 'Layer 0', 'Layer 8', 'Layer 15', 'Layer 23'].map((label, index) => (
          <Chip key={label} label={label} colour={liveLook.series[index]} onRemove={() => undefined} />
        ))}
      </div>
      <Slider
        label="Cut"
        scale={cutScale}
        value={cut}
        onChange={setCut}
        format={(value) => `keep ${(value * 100).toFixed(0)} %`}
      />
    </Card>
  );
}

/** x^p for a few p: the shape of the real thing. */
function Curves() {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <svg viewBox="0 0 640 300" className={styles.chart} role="img" aria-label="Eight rising curves">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1="44" x2="636" y1={270 - tick * 256} y2={270 - tick * 256} className={styles.grid} />
          <text x="36" y={274 - tick * 256} textAnchor="end">
            {tick * 100} %
          </text>
          <text x={44 + tick * 592} y="290" textAnchor={tick === 1 ? 'end' : 'middle'}>
            {tick * 100} %
          </text>
        </g>
      ))}
      <path d="M44 270 L636 14" className={styles.reference} />
      {liveLook.series.map((colour, index) => (
        <path key={colour} d={curvePath(0.75 - index * 0.08)} fill="none" stroke={colour} strokeWidth="2" />
      ))}
    </svg>
  );
}

function curvePath(power: number): string {
  const points = Array.from({ length: 65 }, (_, index) => {
    const x = (index / 64) ** 2;
    return `${(44 + x * 592).toFixed(1)} ${(270 - x ** power * 256).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

function MeasuresCard() {
  return (
    <Card title="Measures" subtitle="All routed experts" actions={<Badge tone="estimate">sample</Badge>}>
      <StatList>
        <Stat
          label="Gini"
          value="0.437"
          note="Gaussian 0.414"
          explain={<Explain title="Gini coefficient">0 when all magnitudes are equal.</Explain>}
        />
        <Stat label="Kept for 90 % of mass" value="61.2" unit="%" note="of the weights" />
        <Stat label="Parameters" value="45.1" unit="billion" />
        <Stat label="Effective fraction" value="0.62" isEstimate note="0.60 to 0.64" />
        <Stat label="Exact zeros" value="0" note="of 1,409,286,144" />
        <Stat label="Outlier ratio" value="38.4" note="max ∕ mean" />
      </StatList>
    </Card>
  );
}
