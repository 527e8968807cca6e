/** The matrix as a scene and as numbers, for export. */
import { shortened } from './axes.ts';
import {
  cellBox,
  cellColors,
  crossPath,
  labelledColumns,
  labelledRows,
  layOutMatrix,
  LONGEST_LABEL,
  type MatrixSpec,
} from './expert-matrix.ts';
import type { Look, Mark, Scene } from './scene.ts';

export function matrixScene(spec: MatrixSpec, look: Look, name: string): Scene {
  const layout = layOutMatrix(spec);
  const colorOf = cellColors(spec, look);
  const gap = layout.cellWidth >= 9 && layout.cellHeight >= 9 ? 1 : 0;
  const text = { kind: 'text', fill: look.inkMuted, size: 11 } as const;
  const cells = Array.from(spec.values).flatMap((value, cell): Mark[] => {
    if (Number.isNaN(value) || spec.crossed?.[cell] === 1) return [];
    const box = cellBox(layout, cell);
    const size = { width: box.width - gap, height: box.height - gap };
    return [{ kind: 'rect', ...box, ...size, fill: colorOf(value) }];
  });
  const crosses = crossPath(layout, spec.crossed);
  if (crosses !== '') cells.push({ kind: 'path', d: crosses, stroke: look.inkFaint, width: 1 });
  const rows = labelledRows(layout).map((row): Mark => ({
    ...text,
    x: layout.left - 8,
    y: layout.top + (row + 0.5) * layout.cellHeight + 4,
    anchor: 'end',
    text: shortened(spec.rowLabels[row]!, LONGEST_LABEL),
  }));
  const columns = labelledColumns(layout, spec.columnLabels).map((column): Mark => ({
    ...text,
    x: layout.left + (column + 0.5) * layout.cellWidth,
    y: layout.top - 8,
    anchor: 'middle',
    text: spec.columnLabels[column]!,
  }));
  const sentence = `${name}, ${spec.rowLabels.length} rows by ${spec.columnLabels.length} columns.`;
  return { width: layout.width, height: layout.height, marks: [...cells, ...rows, ...columns], sentence };
}

type MatrixTable = Pick<MatrixSpec, 'rowLabels' | 'columnLabels' | 'values'>;

/** `rowsAre` is the head of the first column. */
export function matrixToCsv({ rowLabels, columnLabels, values }: MatrixTable, rowsAre = 'layer'): string {
  const rows = rowLabels.map((label, row) => {
    const cells = columnLabels.map((_, column) => {
      const value = values[row * columnLabels.length + column]!;
      return Number.isFinite(value) ? String(value) : '';
    });
    return [label, ...cells].join(',');
  });
  return [[rowsAre, ...columnLabels].join(','), ...rows, ''].join('\r\n');
}

export function matrixToJson(
  { rowLabels, columnLabels, values }: MatrixTable,
  measure: string,
  rowsAre = 'layer',
): string {
  const rows = rowLabels.map((label, row) => ({
    [rowsAre]: label,
    values: columnLabels.map((_, column) => {
      const value = values[row * columnLabels.length + column]!;
      return Number.isFinite(value) ? value : null;
    }),
  }));
  return `${JSON.stringify({ measure, columns: columnLabels, rows }, null, 1)}\n`;
}
