import { Download } from 'lucide-react';
import type { MatrixSpec } from '../charts/expert-matrix.ts';
import { matrixScene, matrixToCsv, matrixToJson } from '../charts/matrix-export.ts';
import { sceneToSvg } from '../charts/scene-svg.ts';
import { readLook } from '../ui/look/chart-look.ts';
import { Menu } from '../ui/Menu.tsx';
import { readThemeName } from '../ui/theme.ts';
import { useToast } from '../ui/Toasts.tsx';
import { download, downloadText, rasterise } from './download.ts';

export interface MatrixExportProps {
  readonly grid: Pick<MatrixSpec, 'rowLabels' | 'columnLabels' | 'ramp' | 'density' | 'crossed'>;
  readonly values: Float64Array | null;
  readonly name: string;
  readonly domain: readonly [number, number];
  /** Of the files, without an ending. */
  readonly fileName?: string | undefined;
  /** What a row is, in files of numbers. */
  readonly rowsAre?: 'layer' | 'expert' | 'class' | 'trace' | undefined;
}

/** The matrix as a picture and as numbers. */
export function MatrixExport({
  grid,
  values,
  name,
  domain,
  fileName = 'experts',
  rowsAre,
}: MatrixExportProps) {
  const toast = useToast();
  const { rowLabels, columnLabels, ramp, density, crossed } = grid;
  const picture = () => {
    const look = readLook();
    const theme = readThemeName();
    const labels = { rowLabels, columnLabels, ramp, density, crossed };
    const spec = { width: 1200, ...labels, values: values!, domain, theme };
    const scene = matrixScene(spec, look, name);
    return { scene, svg: sceneToSvg(scene, { background: look.surface, font: look.font }) };
  };
  const png = async () => {
    try {
      const { scene, svg } = picture();
      download(`${fileName}.png`, await rasterise(svg, scene));
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
              onSelect: () => downloadText(`${fileName}.svg`, picture().svg, 'image/svg+xml'),
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
              onSelect: () => downloadText(`${fileName}.csv`, matrixToCsv(table, rowsAre), 'text/csv'),
            },
            {
              label: 'JSON',
              hint: '.json',
              isDisabled,
              onSelect: () =>
                downloadText(`${fileName}.json`, matrixToJson(table, name, rowsAre), 'application/json'),
            },
          ],
        },
      ]}
    />
  );
}
