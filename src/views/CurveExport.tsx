import { Download } from 'lucide-react';
import { curvesToCsv, curvesToJson } from '../charts/curve-data.ts';
import { sceneToSvg } from '../charts/scene-svg.ts';
import { drawSparsityCurve, type CurveSeries } from '../charts/sparsity-curve.ts';
import { useView, type View } from '../state/view.ts';
import { readLook } from '../ui/look/chart-look.ts';
import { Menu } from '../ui/Menu.tsx';
import { useToast } from '../ui/Toasts.tsx';
import { download, downloadText, rasterise } from './download.ts';

export interface CurveExportProps {
  readonly series: readonly CurveSeries[];
  readonly active: number;
}

const SIZE = { width: 960, height: 600 };

/** The chart as a picture, its curves as numbers. */
export function CurveExport({ series, active }: CurveExportProps) {
  const toast = useToast();
  const view = useView();
  const png = async () => {
    try {
      download('sparsity-curve.png', await rasterise(pictureOf(view, series, active), SIZE));
    } catch {
      toast({ text: 'The browser could not make a PNG. SVG works everywhere.' });
    }
  };
  return (
    <Menu
      label="Export the curve"
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
              onSelect: () =>
                downloadText('sparsity-curve.svg', pictureOf(view, series, active), 'image/svg+xml'),
            },
            { label: 'PNG', hint: '.png', onSelect: () => void png() },
          ],
        },
        {
          heading: 'Numbers',
          items: [
            {
              label: 'CSV',
              hint: '.csv',
              onSelect: () => downloadText('sparsity-curve.csv', curvesToCsv(series, view), 'text/csv'),
            },
            {
              label: 'JSON',
              hint: '.json',
              onSelect: () =>
                downloadText('sparsity-curve.json', curvesToJson(series, view), 'application/json'),
            },
          ],
        },
      ]}
    />
  );
}

function pictureOf(view: View, series: readonly CurveSeries[], active: number): string {
  const look = readLook();
  const coloured = series.map((one) => ({ ...one, color: look.series[colourIndex(one.color)] ?? look.ink }));
  const { scene } = drawSparsityCurve({ ...view, ...SIZE, series: coloured, active }, look);
  return sceneToSvg(scene, { background: look.surface, font: look.font });
}

/** "var(--series-3)" → 2. */
function colourIndex(color: string): number {
  return Number(/\d+/.exec(color)?.[0] ?? 1) - 1;
}
