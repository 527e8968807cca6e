/** The matrix as a scene and as numbers, for export. */
import { cellBox, layOutMatrix, rampColor, type MatrixSpec } from './expert-matrix.ts';
import type { Look, Mark, Scene } from './scene.ts';

export function matrixScene(spec: MatrixSpec, look: Look, name: string): Scene {
  const layout = layOutMatrix(spec);
  const [low, high] = spec.domain;
  const text = { kind: 'text', fill: look.inkMuted, size: 11 } as const;
  const cells = Array.from(spec.values).flatMap((value, cell): Mark[] => {
    if (Number.isNaN(value)) return [];
    const fill = rampColor(high > low ? (value - low) / (high - low) : 0.5, spec.theme);
    const box = cellBox(layout, cell);
    return [{ kind: 'rect', ...box, width: box.width - 1, height: box.height - 1, fill }];
  });
  const rows = spec.rowLabels.map((label, row): Mark => ({
    ...text,
    x: layout.left - 8,
    y: layout.top + (row + 0.5) * layout.cellHeight + 4,
    anchor: 'end',
    text: label,
  }));
  const step = Math.max(1, Math.ceil(24 / layout.cellWidth));
  const columns = spec.columnLabels.flatMap((label, column): Mark[] =>
    column % step === 0
      ? [
          {
            ...text,
            x: layout.left + (column + 0.5) * layout.cellWidth,
            y: layout.top - 8,
            anchor: 'middle',
            text: label,
          },
        ]
      : [],
  );
  const sentence = `${name}, ${spec.rowLabels.length} layers by ${spec.columnLabels.length} columns.`;
  return { width: layout.width, height: layout.height, marks: [...cells, ...rows, ...columns], sentence };
}

export function matrixToCsv({
  rowLabels,
  columnLabels,
  values,
}: Pick<MatrixSpec, 'rowLabels' | 'columnLabels' | 'values'>): string {
  const rows = rowLabels.map((label, row) => {
    const cells = columnLabels.map((_, column) => {
      const value = values[row * columnLabels.length + column]!;
      return Number.isNaN(value) ? '' : String(value);
    });
    return [label, ...cells].join(',');
  });
  return [['layer', ...columnLabels].join(','), ...rows, ''].join('\r\n');
}

export function matrixToJson(
  { rowLabels, columnLabels, values }: Pick<MatrixSpec, 'rowLabels' | 'columnLabels' | 'values'>,
  measure: string,
): string {
  const rows = rowLabels.map((layer, row) => ({
    layer,
    values: columnLabels.map((_, column) => {
      const value = values[row * columnLabels.length + column]!;
      return Number.isNaN(value) ? null : value;
    }),
  }));
  return `${JSON.stringify({ measure, columns: columnLabels, rows }, null, 1)}\n`;
}
