import { Download } from 'lucide-react';
import { matrixScene, matrixToCsv, matrixToJson } from '../charts/matrix-export.ts';
import { sceneToSvg } from '../charts/scene-svg.ts';
import type { Grid } from '../core/grid.ts';
import { readLook } from '../ui/look/chart-look.ts';
import { Menu } from '../ui/Menu.tsx';
import { readThemeName } from '../ui/theme.ts';
import { useToast } from '../ui/Toasts.tsx';
import { download, downloadText, rasterise } from './download.ts';

export interface MatrixExportProps {
  readonly grid: Grid;
  readonly values: Float64Array | null;
  readonly name: string;
  readonly domain: readonly [number, number];
}

/** The matrix as a picture and as numbers. */
export function MatrixExport({ grid, values, name, domain }: MatrixExportProps) {
  const toast = useToast();
  const { rowLabels, columnLabels } = grid;
  const picture = () => {
    const look = readLook();
    const spec = { width: 1200, rowLabels, columnLabels, values: values!, domain, theme: readThemeName() };
    const scene = matrixScene(spec, look, name);
    return { scene, svg: sceneToSvg(scene, { background: look.surface, font: look.font }) };
  };
  const png = async () => {
    try {
      const { scene, svg } = picture();
      download('experts.png', await rasterise(svg, scene));
    } catch {
      toast({ text: 'The browser could not make a PNG. SVG works everywhere.' });
    }
  };
  const table = { rowLabels, columnLabels, values: values ?? new Float64Array(0) };
  const isDisabled = values === null;
  return (
    <Menu
      label="Export the matrix"
      icon={Download}
      isIconOnly
      size="small"
      align="end"
      sections={[
        {
          heading: 'Picture',
          items: [
            {
              label: 'SVG',
              hint: '.svg',
              isDisabled,
              onSelect: () => downloadText('experts.svg', picture().svg, 'image/svg+xml'),
            },
            { label: 'PNG', hint: '.png', isDisabled, onSelect: () => void png() },
          ],
        },
        {
          heading: 'Numbers',
          items: [
            {
              label: 'CSV',
              hint: '.csv',
              isDisabled,
              onSelect: () => downloadText('experts.csv', matrixToCsv(table), 'text/csv'),
            },
            {
              label: 'JSON',
              hint: '.json',
              isDisabled,
              onSelect: () => downloadText('experts.json', matrixToJson(table, name), 'application/json'),
            },
          ],
        },
      ]}
    />
  );
}
