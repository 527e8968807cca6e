import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount, formatNumber } from '../../core/quantity.ts';
import { similarityRequest, type SimilarityKind } from '../../core/similarity-request.ts';
import type { UsageNotionId } from '../../core/usage/usage-words.ts';
import {
  routingPartsQuery,
  similarityQuery,
  useSimilarityProgress,
  type ComparedExperts,
} from '../../state/probing.ts';
import { changeView, useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import styles from '../MatrixCard.module.css';
import type { Analysis } from '../use-analyses.ts';
import { FaultNotice } from './FaultNotice.tsx';
import { SimilarityViews } from './SimilarityViews.tsx';
import { UsageExplain } from './UsageExplain.tsx';

const kinds: readonly { readonly value: SimilarityKind; readonly label: string }[] = [
  { value: 'router', label: 'Router' },
  { value: 'weights', label: 'Weights' },
  { value: 'units', label: 'Units' },
];

const notions: Readonly<Record<SimilarityKind, UsageNotionId>> = {
  router: 'similarRouter',
  weights: 'similarWeights',
  units: 'similarUnits',
};

export interface SimilarityCardProps {
  readonly analysis: Analysis;
}

/** How alike the experts of a layer are, by what the checkpoint itself says: candidates to merge. */
export function SimilarityCard({ analysis: { source } }: SimilarityCardProps) {
  const { moeLayers, layerLabels } = source.catalogue.structure;
  const selection = useView((view) => view.selection);
  const [kind, setKind] = useState<SimilarityKind>('router');
  // what lies on another server is read only when somebody says so
  const [isWanted, setIsWanted] = useState(source.ref.kind !== 'url');
  const picked = [...selection.layers, ...selection.experts.map((id) => id.layer)];
  const layer = picked.find((id) => moeLayers.includes(id)) ?? moeLayers[0];
  const parts = useQuery({ ...routingPartsQuery(source), enabled: isWanted });
  const router = parts.data?.routers.find((known) => known.layer === layer) ?? null;
  const wanted = { layer: layer ?? -1, kind, width: router?.width ?? null };
  const canCompare = similarityRequest(source.catalogue, wanted, router) !== null;
  const compared = useQuery({
    ...similarityQuery(source, wanted),
    enabled: isWanted && parts.isSuccess && canCompare,
  });
  const progress = useSimilarityProgress(source, wanted);
  if (layer === undefined) return null;
  const error = parts.error ?? compared.error;
  return (
    <Card
      title="Similarity of experts"
      subtitle={subtitleOf(kind, { layer: layerLabels[layer] ?? String(layer), label: source.label })}
      explain={<UsageExplain of={notions[kind]} />}
      footer={compared.data && footerOf(compared.data)}
      actions={
        <div className={styles.controls}>
          <Select
            label="Layer"
            isLabelHidden
            size="small"
            value={String(layer)}
            onChange={(id) => changeView({ selection: { ...selection, layers: [Number(id)], experts: [] } })}
            options={moeLayers.map((id) => ({ value: String(id), label: `Layer ${layerLabels[id] ?? id}` }))}
          />
          <SegmentedControl
            label="Compared by"
            isLabelHidden
            size="small"
            value={kind}
            onChange={setKind}
            segments={kinds}
          />
        </div>
      }
    >
      {!isWanted ? (
        <EmptyState
          title="Not read yet"
          actions={<Button onClick={() => setIsWanted(true)}>Read what is compared</Button>}
        >
          It takes weights of every expert of the layer, a few kilobytes to some megabytes.
        </EmptyState>
      ) : error !== null ? (
        <FaultNotice error={error} />
      ) : parts.isSuccess && !canCompare ? (
        <EmptyState title="Nothing to compare">{whyNot(kind)}</EmptyState>
      ) : compared.data === undefined ? (
        <Reading fraction={progress} />
      ) : (
        <SimilarityViews similarity={compared.data} layer={layer} kind={kind} />
      )}
    </Card>
  );
}

function Reading({ fraction }: { readonly fraction: number | null }) {
  return (
    <>
      {fraction !== null && <ProgressBar label="Reading weights of experts" fraction={fraction} />}
      <Skeleton height="360px" />
    </>
  );
}

function subtitleOf(kind: SimilarityKind, of: { readonly layer: string; readonly label: string }): string {
  const what = {
    router: 'Cosine of the router’s rows',
    weights: 'Cosine of all weights',
    units: 'Linear CKA of hidden units',
  }[kind];
  return `${what}, layer ${of.layer} of ${of.label}`;
}

function footerOf({ compared, all }: ComparedExperts): string {
  if (compared >= all) return `From all ${formatCount(all)} numbers of each expert.`;
  const error = formatNumber(1.96 / Math.sqrt(compared), 2);
  return `Estimate from ${formatCount(compared)} of ${formatCount(all)} numbers of each expert: a cosine is known to about ±${error}.`;
}

function whyNot(kind: SimilarityKind): string {
  switch (kind) {
    case 'router':
      return 'No router matrix of this layer with a row for each expert was recognised.';
    case 'weights':
      return 'The experts of this layer differ in size, or there is but one.';
    case 'units':
      return 'No matrix of these experts has the model’s width as rows and hidden units as columns; it takes the router to know that width.';
  }
}
