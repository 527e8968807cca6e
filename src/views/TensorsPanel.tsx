import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { formatCount } from '../core/quantity.ts';
import { tensorRows } from '../state/tensor-rows.ts';
import { changeView, useView } from '../state/view.ts';
import { Card } from '../ui/Card.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { sortRows, tensorColumns } from './tensor-columns.ts';
import { TensorExport } from './TensorExport.tsx';
import { TensorTable } from './TensorTable.tsx';
import styles from './TensorsPanel.module.css';
import type { Analysis } from './use-analyses.ts';
import { useDrawnCurves } from './use-drawn-curves.ts';
import { tensorsQuery } from './use-cells.ts';

/** Every tensor of a checkpoint with its measures; choosing one draws its curve. */
export function TensorsPanel({ analyses }: { readonly analyses: readonly Analysis[] }) {
  const view = useView();
  const curves = useDrawnCurves(analyses);
  const analysis = analyses.find(({ source }) => source.id === view.matrixSource) ?? analyses[0];
  const catalogue = analysis?.source.catalogue;
  const search = useDeferredValue(view.search);
  const { data: measures } = useQuery({ ...tensorsQuery(analysis), placeholderData: keepPreviousData });
  const rows = useMemo(() => (catalogue === undefined ? [] : tensorRows(catalogue)), [catalogue]);
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = words.length === 0 ? rows : rows.filter((row) => matches(row, words));
    return sortRows(matching, view.sort, measures ?? null);
  }, [rows, search, view.sort, measures]);
  if (analysis === undefined) return null;

  return (
    <Card
      title="Tensors"
      isFlush
      subtitle={`${formatCount(found.length)} of ${formatCount(rows.length)}; choose a row to draw its curve`}
      actions={
        <div className={styles.controls}>
          {analyses.length > 1 && (
            <Select
              label="Checkpoint"
              isLabelHidden
              size="small"
              value={analysis.source.id}
              onChange={(matrixSource) => changeView({ matrixSource })}
              options={analyses.map(({ source }) => ({ value: source.id, label: source.label }))}
            />
          )}
          <div className={styles.search}>
            <TextField
              label="Search tensors"
              isLabelHidden
              type="search"
              icon={Search}
              isClearable
              placeholder="Name, role, dtype, shape"
              value={view.search}
              onChange={(text) => changeView({ search: text.slice(0, 200) })}
            />
          </div>
          <TensorExport rows={found} measures={measures ?? null} name={analysis.source.label} />
        </div>
      }
    >
      {found.length === 0 ? (
        <EmptyState title="No tensor fits" icon={Search}>
          Every word must be part of a tensor’s name, role, dtype or shape.
        </EmptyState>
      ) : (
        <TensorTable
          analysis={analysis}
          rows={found}
          measures={measures ?? null}
          columns={tensorColumns}
          curves={curves}
        />
      )}
    </Card>
  );
}

function matches(
  { name, role, dtype, shape }: ReturnType<typeof tensorRows>[number],
  words: readonly string[],
): boolean {
  const text = `${name} ${role} ${dtype} ${shape}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
