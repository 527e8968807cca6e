import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLayerLines } from '../../charts/usage/layer-lines.ts';
import { formatCount } from '../../core/quantity.ts';
import type { TraceOverlap } from '../../core/trace/same-tokens.ts';
import { tracesAsClasses } from '../../core/usage/between-traces.ts';
import type { OpenTrace } from '../../state/session.ts';
import { overlapQuery, traceQuery, useTraces } from '../../state/traces.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import { LiftCard } from './ClassCards.tsx';
import { FaultNotice } from './FaultNotice.tsx';
import type { UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';
import { useHowRead } from '../use-how-read.ts';

/** What several open traces say of each other: texts of different domains, or training checkpoints on the same tokens. */
export function TracesCards({ usage }: UsageProps) {
  const traces = useTraces().filter(({ estimate }) => estimate === undefined);
  const shown = traces.find(({ trace }) => trace.fingerprint === usage.reading.fingerprint);
  if (shown === undefined || traces.length < 2) return null;
  return (
    <>
      <DomainsCard usage={usage} traces={traces} />
      <SaturationCard shown={shown} others={traces.filter((trace) => trace !== shown)} />
    </>
  );
}

/** Each trace as a domain; the others are read when somebody wants them. */
function DomainsCard({ usage, traces }: UsageProps & { readonly traces: readonly OpenTrace[] }) {
  const [isWanted, setIsWanted] = useState(false);
  const how = useHowRead();
  const { readings, isReading } = useQueries({
    queries: traces.map((trace) => ({ ...traceQuery(trace, how), enabled: isWanted })),
    combine: (results) => ({
      readings: results.flatMap(({ data }, i) =>
        data === undefined ? [] : [{ name: traces[i]!.label, reading: data }],
      ),
      // one that can't be read is waited for no longer
      isReading: results.some(({ isFetching }) => isFetching),
    }),
  });
  const domains = useMemo(() => tracesAsClasses(readings, usage.layer), [readings, usage.layer]);
  if (domains !== null && !isReading) {
    return <LiftCard usage={usage} {...domains} one="trace" many="Traces" />;
  }
  return (
    <Card
      title="Specialisation by trace"
      subtitle={`Traces down, experts of ${usage.layerName} across`}
      explain={<UsageExplain of="classes" />}
    >
      {isReading ? (
        <Skeleton height="240px" />
      ) : isWanted ? (
        <EmptyState title="Nothing in common">
          No other open trace that can be read has {usage.layerName} with {usage.layer.experts} experts.
        </EmptyState>
      ) : (
        <EmptyState
          title="Are these texts of different kinds?"
          actions={<Button onClick={() => setIsWanted(true)}>Compare {traces.length} traces</Button>}
        >
          Each open trace then counts as a domain: which experts work for which of them.
        </EmptyState>
      )}
    </Card>
  );
}

interface SaturationCardProps {
  readonly shown: OpenTrace;
  readonly others: readonly OpenTrace[];
}

/** How far another trace of the same tokens chose the same experts. */
function SaturationCard({ shown, others }: SaturationCardProps) {
  const [wanted, setWanted] = useState<OpenTrace['id'] | null>(null);
  const how = useHowRead();
  const other = others.find(({ id }) => id === wanted) ?? null;
  const { data, error } = useQuery({
    ...overlapQuery(other ?? others[0]!, shown, how),
    enabled: other !== null,
  });
  const draw = useCallback((size: ChartSize, look: Look) => linesOf(data ?? null, size, look), [data]);
  const choice = (
    <Select
      label="Compared with"
      isLabelHidden
      size="small"
      value={wanted ?? 'none'}
      onChange={(id) => setWanted(others.find((one) => one.id === id)?.id ?? null)}
      options={[
        { value: 'none', label: 'Compare with …' },
        ...others.map(({ id, label }) => ({ value: id, label })),
      ]}
    />
  );
  const words = {
    title: 'Router saturation',
    subtitle: `Share of experts that another trace of the same tokens chose as well`,
    explain: <UsageExplain of="saturation" />,
  };
  if (data && other !== null) {
    return (
      <ChartCard
        {...words}
        controls={choice}
        fileName="router-saturation"
        height={260}
        draw={draw}
        table={() => ({
          columns: ['layer', 'tokens', 'saturation', 'by_chance'],
          rows: data.layers.map(({ layer, tokens, saturation, byChance }) => [
            layer,
            tokens,
            saturation,
            byChance,
          ]),
        })}
      >
        <p>{basisOf(data)}</p>
      </ChartCard>
    );
  }
  return (
    <Card {...words} actions={choice}>
      {error !== null ? (
        <FaultNotice error={error} />
      ) : other === null ? (
        <EmptyState title="Are these the same tokens?">
          Choose a trace of the same texts at another training checkpoint, precision or seed. Both are read
          again.
        </EmptyState>
      ) : data === null ? (
        <EmptyState title="Other tokens">
          {other.label} has other tokens than {shown.label}, or no layer with as many: there is nothing to
          compare.
        </EmptyState>
      ) : (
        <Skeleton height="220px" />
      )}
    </Card>
  );
}

function basisOf({ basis, layers }: TraceOverlap): string {
  const tokens = formatCount(Math.max(...layers.map((layer) => layer.tokens)));
  return basis === 'ids'
    ? `${tokens} tokens compared: their vocabulary ids are the same in both.`
    : `${tokens} tokens compared, taken as the same for their number: these traces do not tell which tokens they are of.`;
}

function linesOf(overlap: TraceOverlap | null, size: ChartSize, look: Look) {
  const layers = overlap?.layers ?? [];
  return drawLayerLines(
    {
      ...size,
      name: 'Router saturation',
      axis: 'Share of experts',
      layerLabels: layers.map(({ layer }) => String(layer)),
      series: [
        {
          label: 'by chance',
          color: look.inkFaint,
          values: layers.map(({ byChance }) => byChance),
          isLimit: true,
        },
        { label: 'saturation', color: look.series[0]!, values: layers.map(({ saturation }) => saturation) },
      ],
      shown: null,
    },
    look,
  ).scene;
}
