import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount, formatNumber } from '../../core/quantity.ts';
import { similarityRequest, type SimilarityKind } from '../../core/similarity-request.ts';
import type { UsageNotionId } from '../../core/usage/usage-words.ts';
import type { SimilarityTable, TraceReading } from '../../core/trace/reading.ts';
import type { OpenSource } from '../../state/session.ts';
import { traceSimilarityQuery } from '../../state/usage.ts';
import {
  routingPartsQuery,
  similarityQuery,
  useSimilarityProgress,
  type ComparedExperts,
} from '../../state/probing.ts';
import { changeView, isRemote, useView } from '../../state/view.ts';
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
import ownStyles from './SimilarityCard.module.css';
import { SimilarityViews } from './SimilarityViews.tsx';
import { UsageExplain } from './UsageExplain.tsx';

/** What the checkpoint tells, and what came with the trace under a name of its own. */
type Comparison = SimilarityKind | `trace ${string}`;

const ofWeights: readonly { readonly value: Comparison; readonly label: string }[] = [
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
  /** A trace of it, which may know more. */
  readonly reading?: TraceReading;
}

/** How alike the experts of a layer are, by what the checkpoint itself says: candidates to merge. */
export function SimilarityCard({ analysis: { source }, reading }: SimilarityCardProps) {
  const { moeLayers, layerLabels } = source.catalogue.structure;
  const selection = useView((view) => view.selection);
  const [chosen, setChosen] = useState<Comparison>('router');
  const picked = [...selection.layers, ...selection.experts.map((id) => id.layer)];
  const layer = picked.find((id) => moeLayers.includes(id)) ?? moeLayers[0];
  if (layer === undefined) return null;
  const tables = reading?.similarities.filter((table) => table.layer === layer) ?? [];
  const table = tables.find(({ id }) => chosen === `trace ${id}`) ?? null;
  const kind = chosen === 'weights' || chosen === 'units' ? chosen : 'router';
  const of = { layer: layerLabels[layer] ?? String(layer), label: source.label };
  return (
    <Card
      title="Similarity of experts"
      subtitle={`${table === null ? wordsOf[kind] : tableWords(table)}, layer ${of.layer} of ${of.label}`}
      explain={<UsageExplain of={table === null ? notions[kind] : 'similarTrace'} />}
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
            value={table === null ? kind : chosen}
            onChange={setChosen}
            segments={[
              ...ofWeights,
              ...tables.map(({ id }) => ({ value: `trace ${id}` as const, label: shortName(id) })),
            ]}
          />
        </div>
      }
    >
      {table === null ? (
        <OfWeights source={source} layer={layer} kind={kind} />
      ) : (
        <OfTrace fingerprint={reading!.fingerprint} table={table} />
      )}
    </Card>
  );
}

interface OfWeightsProps {
  readonly source: OpenSource;
  readonly layer: number;
  readonly kind: SimilarityKind;
}

function OfWeights({ source, layer, kind }: OfWeightsProps) {
  // what lies on another server is read only when somebody says so
  const [isWanted, setIsWanted] = useState(!isRemote(source.ref));
  const parts = useQuery({ ...routingPartsQuery(source), enabled: isWanted });
  const router = parts.data?.routers.find((known) => known.layer === layer) ?? null;
  const wanted = { layer, kind, width: router?.width ?? null };
  const canCompare = similarityRequest(source.catalogue, wanted, router) !== null;
  const compared = useQuery({
    ...similarityQuery(source, wanted),
    enabled: isWanted && parts.isSuccess && canCompare,
  });
  const progress = useSimilarityProgress(source, wanted);
  const error = parts.error ?? compared.error;
  if (!isWanted) {
    return (
      <EmptyState
        title="Not read yet"
        actions={<Button onClick={() => setIsWanted(true)}>Read what is compared</Button>}
      >
        It takes weights of every expert of the layer, a few kilobytes to some megabytes.
      </EmptyState>
    );
  }
  if (error !== null) return <FaultNotice error={error} />;
  if (parts.isSuccess && !canCompare) {
    return <EmptyState title="Nothing to compare">{whyNot(kind)}</EmptyState>;
  }
  if (compared.data === undefined) return <Reading fraction={progress} />;
  return (
    <>
      <SimilarityViews similarity={compared.data} layer={layer} name={kind} isCosine={kind !== 'units'} />
      <p className={ownStyles.basis}>{basisOf(compared.data, kind)}</p>
    </>
  );
}

interface OfTraceProps {
  readonly fingerprint: string;
  readonly table: SimilarityTable;
}

function OfTrace({ fingerprint, table }: OfTraceProps) {
  const { data } = useQuery(traceSimilarityQuery(fingerprint, table));
  if (data === undefined) return <Reading fraction={null} />;
  return <SimilarityViews similarity={data} layer={table.layer} name={table.id} isCosine={false} />;
}

function Reading({ fraction }: { readonly fraction: number | null }) {
  return (
    <>
      {fraction !== null && <ProgressBar label="Reading weights of experts" fraction={fraction} />}
      <Skeleton height="360px" />
    </>
  );
}

const wordsOf: Readonly<Record<SimilarityKind, string>> = {
  router: 'Cosine of the router’s rows',
  weights: 'Cosine of all weights',
  units: 'Linear CKA of hidden units',
};

/** What a run that was trained here tells of its experts. */
const OUTPUTS = 'outputs';

function tableWords({ id }: SimilarityTable): string {
  return id === OUTPUTS
    ? 'Linear CKA of what each expert says of test samples'
    : `${id}, as the trace has it`;
}

function shortName(id: string): string {
  return id === OUTPUTS ? 'Outputs' : id;
}

function basisOf({ compared, all }: ComparedExperts, kind: SimilarityKind): string {
  if (compared >= all) return `From all ${formatCount(all)} numbers of each expert.`;
  const basis = `Estimate from ${formatCount(compared)} of ${formatCount(all)} numbers of each expert`;
  if (kind === 'units') return `${basis}: few rows raise every CKA, so compare pairs with each other.`;
  return `${basis}: a cosine is known to about ±${formatNumber(1.96 / Math.sqrt(compared), 2)}.`;
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
