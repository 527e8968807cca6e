import { formatBytes, formatCount, formatNumber } from '../../core/quantity.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import { traceBytes } from '../../core/trace/trace.ts';
import { pluralOf } from '../../core/plural.ts';
import { closeTrace, relabelTrace, useTraces, type OpenTrace } from '../../state/traces.ts';
import { changeView, type TraceId } from '../../state/view.ts';
import { Select } from '../../ui/Select.tsx';
import { OpenedHead, type OpenedFact } from '../OpenedHead.tsx';
import styles from '../SourceCard.module.css';
import { TraceStatus, type TraceStatusProps } from './TraceStatus.tsx';

export interface TraceHeaderProps extends TraceStatusProps {
  /** Null until it has been read. */
  readonly reading: TraceReading | null;
}

/** Which trace is shown, what it is of, and how far its reading is. */
export function TraceHeader({ trace, reading, error, onRetry }: TraceHeaderProps) {
  const { label, id } = trace;
  return (
    <article className={styles.card} aria-label={`Trace ${label}`}>
      <OpenedHead
        label={label}
        name={<TraceName trace={trace} />}
        facts={factsOf(trace, reading)}
        renameHint="In titles and exports. The file itself is not touched."
        onRename={(name) => relabelTrace(id, name)}
        onClose={() => closeTrace(id)}
      />
      <TraceStatus trace={trace} isRead={reading !== null} error={error} onRetry={onRetry} />
    </article>
  );
}

/** A name, or a choice of several. */
function TraceName({ trace }: { readonly trace: OpenTrace }) {
  const traces = useTraces();
  if (traces.length < 2) {
    return (
      <h2 className={styles.name} title={trace.label}>
        {trace.label}
      </h2>
    );
  }
  return (
    <Select
      label="Trace"
      isLabelHidden
      value={trace.id}
      onChange={(id: TraceId) => changeView({ trace: id })}
      options={traces.map(({ id, label }) => ({ value: id, label }))}
    />
  );
}

/** Producer, layers, experts, top-k, tokens, documents, dataset, bytes: each short, with its long form as title. */
function factsOf({ trace }: OpenTrace, reading: TraceReading | null): readonly OpenedFact[] {
  const producer = { text: trace.formatName, title: 'Producer' };
  const size = { text: formatBytes(traceBytes(trace)), title: `Size, ${plural(trace.files.length, 'file')}` };
  if (reading === null) return [producer, size];
  const { layers, scores, facts } = reading;
  const most = (numbers: readonly (number | null)[]) =>
    numbers.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);
  const told = most([layers.length, ...scores.map((table) => table.layers.length)]);
  const experts = most([
    ...layers.map((layer) => layer.experts),
    ...scores.map(({ values }) => values.columns),
  ]);
  const topK = facts.topK ?? most(layers.map((layer) => layer.topK));
  const tokens = most(layers.map((layer) => layer.tokens));
  const documents = most(layers.map((layer) => layer.documents?.rows ?? 0));
  return [
    producer,
    { text: plural(told, 'layer'), title: 'Layers in the trace' },
    ...(experts > 0
      ? [
          {
            text: `${plural(experts, 'expert')}${topK > 0 ? `, top-${formatNumber(topK)}` : ''}`,
            title: 'Experts a layer, and how many a token chooses',
          },
        ]
      : []),
    ...(tokens > 0 ? [{ text: plural(tokens, 'token'), title: 'Tokens of a layer' }] : []),
    ...(documents > 1
      ? [{ text: plural(documents, facts.documentName ?? 'document'), title: 'Told apart in the trace' }]
      : []),
    ...(facts.dataset === undefined ? [] : [{ text: facts.dataset, title: 'What was routed' }]),
    size,
  ];
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : pluralOf(noun)}`;
}
