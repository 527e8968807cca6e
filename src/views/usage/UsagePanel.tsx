import { useQuery } from '@tanstack/react-query';
import { memo, useDeferredValue, useMemo } from 'react';
import type { TraceReading } from '../../core/trace/reading.ts';
import { traceQuery, useTraces, type OpenTrace } from '../../state/traces.ts';
import { useView } from '../../state/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { Analysis } from '../use-analyses.ts';
import { ClassCards } from './ClassCards.tsx';
import { FindingsCard } from './FindingsCard.tsx';
import { FlowCard } from './FlowCard.tsx';
import { GateCards } from './GateCards.tsx';
import { IdleCard } from './IdleCard.tsx';
import { LoadBarsCard } from './LoadBarsCard.tsx';
import { LoadByLayerCard } from './LoadByLayerCard.tsx';
import { LoadFiguresCard } from './LoadFiguresCard.tsx';
import { LoadMatrixCard } from './LoadMatrixCard.tsx';
import { LorenzCard } from './LorenzCard.tsx';
import { NoTrace } from './NoTrace.tsx';
import { PairsCard } from './PairsCard.tsx';
import { ScatterCard } from './ScatterCard.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { TimeCard } from './TimeCard.tsx';
import { TracesCards } from './TracesCards.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { SimilarityCard } from './SimilarityCard.tsx';
import { shownLayer, type Usage } from './usage.ts';
import styles from './UsagePanel.module.css';
import { VocabularyCard } from './VocabularyCard.tsx';
import { useHowRead } from '../use-how-read.ts';

export interface UsagePanelProps {
  readonly analyses: readonly Analysis[];
}

/** How the experts of a trace are used, and beside which weights. */
export function UsagePanel({ analyses }: UsagePanelProps) {
  const traces = useTraces();
  const wanted = useView((view) => view.trace);
  const trace = traces.find(({ id }) => id === wanted) ?? traces[0];
  if (trace === undefined) {
    return (
      <div className={styles.panel}>
        <NoTrace analyses={analyses} />
        {analyses[0] !== undefined && <SimilarityCard analysis={analyses[0]} />}
      </div>
    );
  }
  return <ShownTrace trace={trace} analyses={analyses} />;
}

function ShownTrace({ trace, analyses }: UsagePanelProps & { readonly trace: OpenTrace }) {
  const how = useHowRead();
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...traceQuery(trace, how),
    // while it is read again without a correction, what was known of it stays
    placeholderData: (last) => (last?.fingerprint === trace.trace.fingerprint ? last : undefined),
  });
  const reading = data === undefined || (isPlaceholderData && !isFetching) ? null : data;
  const analysis = analyses.find(({ source }) => source.id === trace.source) ?? analyses[0] ?? null;
  return (
    <div className={styles.panel}>
      <TraceHeader trace={trace} reading={reading} error={error} onRetry={() => void refetch()} />
      {reading !== null ? (
        <>
          <FindingsCard findings={reading.findings} />
          <Charts reading={reading} analysis={analysis} />
        </>
      ) : (
        isFetching && <Skeleton height="480px" />
      )}
    </div>
  );
}

interface ChartsProps {
  readonly reading: TraceReading;
  readonly analysis: Analysis | null;
}

function Charts({ reading, analysis }: ChartsProps) {
  const selection = useView((view) => view.selection);
  const layer = shownLayer(reading, selection);
  const usage = useMemo(
    (): Usage | null =>
      layer === null
        ? null
        : {
            reading,
            layer,
            layerName: `layer ${layer.layer}`,
            selection,
            documentName: reading.facts.documentName ?? 'document',
            stepName: reading.facts.stepName ?? 'step',
          },
    [reading, layer, selection],
  );
  const deferred = useDeferredValue(usage, null);
  if (usage === null) return <ScoresAlone reading={reading} analysis={analysis} />;
  return (
    <>
      <SelectionBar usage={usage} analysis={analysis} />
      <LoadMatrixCard usage={usage} />
      {deferred !== null && <OtherCards usage={deferred} analysis={analysis} />}
    </>
  );
}

/** Of a trace that tells of no token: numbers of experts, if anything. */
function ScoresAlone({ reading, analysis }: ChartsProps) {
  const selection = useView((view) => view.selection);
  const picked = useMemo(() => ({ reading, selection }), [reading, selection]);
  if (reading.scores.length === 0) {
    return <Notice title="No routing in this trace">It was read to its end, and tells of no layer.</Notice>;
  }
  return (
    <>
      <LoadMatrixCard usage={picked} />
      <ScatterCard usage={picked} analysis={analysis} />
    </>
  );
}

interface OtherCardsProps {
  readonly usage: Usage;
  readonly analysis: Analysis | null;
}

/** What follows a selection a moment later, so that a press is never kept waiting. */
const OtherCards = memo(function OtherCards({ usage, analysis }: OtherCardsProps) {
  return (
    <>
      {analysis !== null && <ScatterCard usage={usage} analysis={analysis} />}
      <div className={styles.charts}>
        <LoadBarsCard usage={usage} />
        <LoadFiguresCard usage={usage} />
        <LorenzCard usage={usage} />
        <LoadByLayerCard usage={usage} />
        <IdleCard usage={usage} />
        <TimeCard usage={usage} />
        <GateCards usage={usage} />
        <ClassCards usage={usage} />
        <VocabularyCard usage={usage} />
        <TracesCards usage={usage} />
      </div>
      <PairsCard usage={usage} />
      <FlowCard usage={usage} />
      {analysis !== null && <SimilarityCard analysis={analysis} reading={usage.reading} />}
      {analysis === null && <ScatterCard usage={usage} analysis={null} />}
    </>
  );
});
