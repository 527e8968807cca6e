import { ArrowDown, ArrowUp, Tags } from 'lucide-react';
import { useMemo, useState } from 'react';
import { checkpointTotals, type Catalogue } from '../core/catalogue.ts';
import { formatBytes, formatCount, formatParameters } from '../core/quantity.ts';
import { canBeCorrected } from '../state/mapping.ts';
import { onlyScope } from '../state/reading.ts';
import { relabelSource } from '../state/session.ts';
import { closeSource } from '../state/traces.ts';
import { moveSource } from '../state/view.ts';
import { hasWeights } from '../state/weights.ts';
import { Badge } from '../ui/Badge.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { lazyDialog } from './lazy-view.ts';
import { OpenedHead, type OpenedFact } from './OpenedHead.tsx';
import { SaveSummaryButton } from './SaveSummaryButton.tsx';
import { ScanStatus } from './ScanStatus.tsx';
import { SourceNotices } from './SourceNotices.tsx';
import styles from './SourceCard.module.css';
import type { Analysis } from './use-analyses.ts';

const MappingDialog = lazyDialog(() => import('./MappingDialog.tsx').then((file) => file.MappingDialog));

export interface SourceCardProps {
  readonly analysis: Analysis;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** One open checkpoint: what it is, how far its scan is, and what is worth knowing about it. */
export function SourceCard({ analysis, isFirst, isLast }: SourceCardProps) {
  const { source, summary, choice } = analysis;
  const { catalogue, label, id } = source;
  const [isCorrecting, setIsCorrecting] = useState(false);
  const facts = useMemo(() => factsOf(catalogue), [catalogue]);
  return (
    <article className={styles.card} aria-label={label}>
      <OpenedHead
        label={label}
        name={
          <>
            <h2 className={styles.name} title={label}>
              {label}
            </h2>
            {source.ref.kind === 'sample' && <Badge>Sample</Badge>}
            {!hasWeights(source) && <Badge>Summary</Badge>}
          </>
        }
        facts={facts}
        renameHint="In legends and exports. The file itself is not touched."
        onRename={(name) => relabelSource(id, name)}
        onClose={() => closeSource(id)}
      >
        {summary !== null && onlyScope(choice) === null && (
          <SaveSummaryButton source={source} summary={summary} />
        )}
        {canBeCorrected(source) && (
          <IconButton
            label="Say what the tensors are"
            icon={Tags}
            size="small"
            variant="quiet"
            onClick={() => setIsCorrecting(true)}
          />
        )}
        {!(isFirst && isLast) && (
          <>
            <IconButton
              label="Move up"
              icon={ArrowUp}
              size="small"
              variant="quiet"
              disabled={isFirst}
              onClick={() => moveSource(id, -1)}
            />
            <IconButton
              label="Move down"
              icon={ArrowDown}
              size="small"
              variant="quiet"
              disabled={isLast}
              onClick={() => moveSource(id, 1)}
            />
          </>
        )}
      </OpenedHead>
      <ScanStatus analysis={analysis} />
      <SourceNotices catalogue={catalogue} />
      {isCorrecting && <MappingDialog source={source} onClose={() => setIsCorrecting(false)} />}
    </article>
  );
}

/** Format, family, layers, experts, top-k, parameters, bytes, dtypes: each short, with its long form as title. */
function factsOf(catalogue: Catalogue): readonly OpenedFact[] {
  const { structure, formatName, files } = catalogue;
  const totals = checkpointTotals(catalogue);
  const { expertsPerLayer, topK, sharedExperts, moeLayers } = structure;
  const facts = [
    {
      text: files.length > 1 ? `${formatName}, ${formatCount(files.length)} files` : formatName,
      title: 'Format',
    },
    { text: structure.familyName, title: 'Family: the naming scheme of the architecture' },
    { text: plural(structure.layers, 'layer'), title: layersTitle(structure.layers, moeLayers.length) },
  ];
  if (expertsPerLayer > 0) {
    const routing = topK === null ? '' : `, top-${topK}`;
    const title =
      topK === null
        ? 'Routed experts a layer; top-k is not known without config.json'
        : `Routed experts a layer, of which ${topK} are used for a token`;
    facts.push({ text: `${plural(expertsPerLayer, 'expert')}${routing}`, title });
  }
  if (sharedExperts > 0)
    facts.push({ text: `${sharedExperts} shared`, title: 'Experts that every token passes' });
  facts.push(
    {
      text: `${formatParameters(totals.parameters)} parameters`,
      title: `${formatCount(totals.parameters)} parameters in ${formatCount(totals.tensors)} tensors`,
    },
    { text: formatBytes(totals.bytes), title: `${formatCount(totals.bytes)} bytes` },
    {
      text: shortList(totals.dtypes.map(({ dtype }) => dtype)),
      title: totals.dtypes.map(({ dtype, bytes }) => `${dtype} ${formatBytes(bytes)}`).join(', '),
    },
  );
  return facts.filter(({ text }) => text !== '');
}

/** The first three, and how many more there are. */
function shortList(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}

function layersTitle(layers: number, moe: number): string {
  return moe === layers || moe === 0 ? 'Layers' : `${layers} layers, ${moe} of them with experts`;
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
