import { Download } from 'lucide-react';
import type { Look, Scene } from '../charts/scene.ts';
import { sceneToSvg } from '../charts/scene-svg.ts';
import { tableToCsv, tableToJson, type Table } from '../charts/table.ts';
import { readLook } from '../ui/look/chart-look.ts';
import { Menu } from '../ui/Menu.tsx';
import { useToast } from '../ui/Toasts.tsx';
import { download, downloadText, rasterise } from './download.ts';

export interface ChartExportProps {
  /** What it is called in the menu's name: "the loss". */
  readonly what: string;
  /** Of the files, without an ending. */
  readonly fileName: string;
  /** Drawn anew, in plain colours and at the size of a file. */
  readonly picture: (look: Look) => Scene;
  /** What it shows as texts. */
  readonly csv: () => string;
  readonly json: () => string;
}

/** A chart as a picture, and what it shows as numbers. */
export function ChartExport({ what, fileName, picture, csv, json }: ChartExportProps) {
  const toast = useToast();
  const draw = () => {
    const look = readLook();
    const scene = picture(look);
    return { scene, svg: sceneToSvg(scene, { background: look.surface, font: look.font }) };
  };
  const png = async () => {
    try {
      const { scene, svg } = draw();
      download(`${fileName}.png`, await rasterise(svg, scene));
    } catch {
      toast({ text: 'The browser could not make a PNG. SVG works everywhere.' });
    }
  };
  const save = (ending: string, text: string, type: string) =>
    downloadText(`${fileName}.${ending}`, text, type);
  return (
    <Menu
      label={`Export ${what}`}
      icon={Download}
      isIconOnly
      size="small"
      align="end"
      sections={[
        {
          heading: 'Picture',
          items: [
            { label: 'SVG', hint: '.svg', onSelect: () => save('svg', draw().svg, 'image/svg+xml') },
            { label: 'PNG', hint: '.png', onSelect: () => void png() },
          ],
        },
        {
          heading: 'Numbers',
          items: [
            { label: 'CSV', hint: '.csv', onSelect: () => save('csv', csv(), 'text/csv') },
            { label: 'JSON', hint: '.json', onSelect: () => save('json', json(), 'application/json') },
          ],
        },
      ]}
    />
  );
}

/** Both texts of one table. */
export function tableFiles(table: () => Table): Pick<ChartExportProps, 'csv' | 'json'> {
  return { csv: () => tableToCsv(table()), json: () => tableToJson(table()) };
}
