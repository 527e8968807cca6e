import ChartLine from 'lucide-react/icons/chart-line';
import Search from 'lucide-react/icons/search';
import Table from 'lucide-react/icons/table-2';
import { useState } from 'react';
import { Checkbox } from '../ui/Checkbox.tsx';
import { Explain } from '../ui/Explain.tsx';
import { liveLook } from '../ui/look/chart-look.ts';
import { NumberField } from '../ui/NumberField.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { Select } from '../ui/Select.tsx';
import { linearScale, logScale } from '../ui/slider-scale.ts';
import { Slider } from '../ui/Slider.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './Gallery.module.css';

export function InputsSection() {
  return (
    <div className={styles.columns}>
      <Segments />
      <Selects />
      <Texts />
      <Numbers />
      <Sliders />
      <Toggles />
    </div>
  );
}

function Segments() {
  const [scale, setScale] = useState<'linear' | 'log'>('linear');
  const [shape, setShape] = useState<'chart' | 'table'>('chart');
  return (
    <div className={styles.stack}>
      <SegmentedControl
        label="Axis"
        value={scale}
        onChange={setScale}
        segments={[
          { value: 'linear', label: 'Linear' },
          { value: 'log', label: 'Logarithmic' },
        ]}
      />
      <SegmentedControl
        label="Small, with icons"
        size="small"
        value={shape}
        onChange={setShape}
        segments={[
          { value: 'chart', label: 'Chart', icon: ChartLine },
          { value: 'table', label: 'Table', icon: Table },
        ]}
      />
    </div>
  );
}

function Selects() {
  const [measure, setMeasure] = useState('gini');
  return (
    <div className={styles.stack}>
      <Select
        label="Colour by"
        value={measure}
        onChange={setMeasure}
        options={[
          {
            label: 'Concentration',
            options: [
              { value: 'gini', label: 'Gini coefficient' },
              { value: 'hoyer', label: 'Hoyer sparsity' },
            ],
          },
          {
            label: 'Size',
            options: [
              { value: 'norm', label: 'Mean magnitude' },
              { value: 'max', label: 'Largest magnitude' },
              { value: 'zeros', label: 'Exact zeros', isDisabled: true },
            ],
          },
        ]}
      />
      <Select
        label="Small, without a visible label"
        isLabelHidden
        size="small"
        value={measure}
        onChange={setMeasure}
        options={[
          { value: 'gini', label: 'Gini' },
          { value: 'hoyer', label: 'Hoyer' },
        ]}
      />
    </div>
  );
}

function Texts() {
  const [query, setQuery] = useState('experts.3');
  return (
    <div className={styles.stack}>
      <TextField
        label="Search tensors"
        type="search"
        icon={Search}
        isClearable
        value={query}
        onChange={setQuery}
        placeholder="Name, role or shape"
        hint="Matches any part of a name"
      />
      <TextField
        label="Address"
        value="ftp://example.org"
        onChange={() => undefined}
        problem="Only http and https addresses can be read."
      />
    </div>
  );
}

function Numbers() {
  const [mass, setMass] = useState<number | null>(90);
  const [epsilon, setEpsilon] = useState<number | null>(null);
  return (
    <div className={styles.stack}>
      <NumberField
        label="Mass to keep"
        unit="%"
        min={0}
        max={100}
        value={mass}
        onChange={setMass}
        isRequired
      />
      <NumberField
        label="Epsilon"
        min={0}
        value={epsilon}
        onChange={setEpsilon}
        placeholder="none"
        hint="Weights below it count as zero"
      />
    </div>
  );
}

const keptScale = linearScale({ min: 0, max: 1, step: 0.005 });
const thresholdScale = logScale({ min: 1e-6, max: 1 });

function Sliders() {
  const [kept, setKept] = useState(0.35);
  const [threshold, setThreshold] = useState(0.01);
  return (
    <div className={styles.stack}>
      <Slider
        label="Kept"
        scale={keptScale}
        value={kept}
        onChange={setKept}
        format={(value) => `${(value * 100).toFixed(1)} %`}
        explain={<Explain title="Kept fraction">The share of weights that stay, largest first.</Explain>}
      />
      <Slider
        label="Threshold"
        scale={thresholdScale}
        value={threshold}
        onChange={setThreshold}
        format={(value) => `|w| ≥ ${value}`}
        ticks={[
          { value: 1e-6, label: '10⁻⁶' },
          { value: 1e-4, label: '10⁻⁴' },
          { value: 1e-2, label: '10⁻²' },
          { value: 1, label: '1' },
        ]}
      />
    </div>
  );
}

function Toggles() {
  const [isOn, setIsOn] = useState(true);
  const [chosen, setChosen] = useState([true, false, true]);
  const chosenCount = chosen.filter(Boolean).length;
  return (
    <div className={styles.stack}>
      <Switch label="Only non-zero weights" isOn={isOn} onChange={setIsOn} />
      <Switch
        label="Show references"
        isOn={!isOn}
        onChange={(next) => setIsOn(!next)}
        hint="Gaussian, Laplace, uniform"
      />
      <div>
        <Checkbox
          label="All projections"
          isChecked={chosenCount === 3 ? true : chosenCount === 0 ? false : 'mixed'}
          onChange={(isChecked) => setChosen([isChecked, isChecked, isChecked])}
        />
        {['gate', 'up', 'down'].map((name, index) => (
          <div key={name} style={{ paddingInlineStart: 24 }}>
            <Checkbox
              label={name}
              colour={liveLook.series[index]}
              isChecked={chosen[index] === true}
              onChange={(isChecked) => setChosen(chosen.with(index, isChecked))}
            />
          </div>
        ))}
        <Checkbox label="Not available" isChecked isDisabled onChange={() => undefined} />
      </div>
    </div>
  );
}
