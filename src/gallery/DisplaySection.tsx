import ChartLine from 'lucide-react/icons/chart-line';
import Table2 from 'lucide-react/icons/table-2';
import { useState } from 'react';
import { Badge } from '../ui/Badge.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { Explain } from '../ui/Explain.tsx';
import { HeaderCell, type SortDirection } from '../ui/HeaderCell.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { liveLook } from '../ui/look/chart-look.ts';
import { Table, TableBody, TableCell, TableHead, TableRow } from '../ui/Table.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import styles from './Gallery.module.css';

const tones = ['neutral', 'info', 'success', 'warning', 'danger', 'estimate'] as const;

export function DisplaySection() {
  return (
    <>
      <div className={styles.row}>
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Kbd keys={['Shift', '→']} />
      </div>
      <Chips />
      <TabbedCard />
      <TensorTable />
      <Card title="More, for those who want it">
        <Disclosure summary="Not recognised" note="3 tensors">
          Three tensors follow no known naming scheme and are listed under “other”.
        </Disclosure>
        <p>
          The{' '}
          <Explain
            title="Gini coefficient"
            term="Gini coefficient"
            formula="G = 1 − 2 ∫₀¹ L(p) dp"
            reference={{
              text: 'Hurley & Rickard, Comparing Measures of Sparsity, 2009',
              href: 'https://arxiv.org/abs/0811.4706',
            }}
          >
            How far the weights are from being all of one magnitude: 0 when they are, near 1 when a few hold
            everything.
          </Explain>{' '}
          is explained where it stands.
        </p>
      </Card>
    </>
  );
}

function Chips() {
  const [names, setNames] = useState([
    'Layer 3',
    'Layer 3 · expert 17',
    'all experts of a rather long model name',
  ]);
  const [selected, setSelected] = useState('Layer 3');
  return (
    <div className={styles.row}>
      {names.map((name, index) => (
        <Chip
          key={name}
          label={name}
          colour={liveLook.series[index]}
          note={index === 0 ? '41.3 %' : undefined}
          isSelected={selected === name}
          onSelect={() => setSelected(name)}
          onRemove={() => setNames(names.filter((other) => other !== name))}
        />
      ))}
      <Chip label="plain" />
    </div>
  );
}

function TabbedCard() {
  const [panel, setPanel] = useState<'curve' | 'tensors' | 'notes'>('curve');
  return (
    <div>
      <Tabs
        label="Panels"
        selected={panel}
        onSelect={setPanel}
        tabs={[
          { id: 'curve', label: 'Sparsity curve', icon: ChartLine },
          { id: 'tensors', label: 'Tensors', icon: Table2, badge: '36,291' },
          { id: 'notes', label: 'Notes' },
        ]}
      >
        <p style={{ paddingBlock: 16 }}>The panel of “{panel}”.</p>
      </Tabs>
    </div>
  );
}

const tensors = [
  {
    name: 'model.layers.3.block_sparse_moe.experts.0.w1.weight',
    type: 'BF16',
    parameters: 58_720_256,
    gini: 0.437,
  },
  {
    name: 'model.layers.3.block_sparse_moe.experts.0.w2.weight',
    type: 'BF16',
    parameters: 58_720_256,
    gini: 0.441,
  },
  { name: 'model.layers.3.block_sparse_moe.gate.weight', type: 'F32', parameters: 32_768, gini: 0.512 },
];

function TensorTable() {
  const [sort, setSort] = useState<SortDirection>('descending');
  const [selected, setSelected] = useState(0);
  const sign = sort === 'ascending' ? 1 : -1;
  const rows = tensors.toSorted((a, b) => sign * (a.gini - b.gini));
  return (
    <Card title="Tensors" isFlush footer="3 of 36,291 tensors">
      <Table label="Tensors" rowCount={4} columnCount={4} columns="minmax(260px, 1fr) 80px 120px 96px">
        <TableHead>
          <HeaderCell label="Name" sort={null} onSort={() => undefined} />
          <HeaderCell label="Type" />
          <HeaderCell label="Parameters" kind="figure" sort={null} onSort={() => undefined} />
          <HeaderCell label="Gini" kind="figure" sort={sort} onSort={setSort} />
        </TableHead>
        <TableBody>
          {rows.map((row, index) => (
            <TableRow
              key={row.name}
              index={index}
              isSelected={index === selected}
              onClick={() => setSelected(index)}
            >
              <TableCell kind="code" title={row.name}>
                {row.name}
              </TableCell>
              <TableCell>
                <Badge>{row.type}</Badge>
              </TableCell>
              <TableCell kind="figure">{row.parameters.toLocaleString('en')}</TableCell>
              <TableCell kind="figure">{row.gini.toFixed(3)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
