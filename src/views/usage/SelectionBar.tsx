import { formatCount } from '../../core/quantity.ts';
import { formatScope, type ScopeTerm } from '../../core/scope.ts';
import {
  isNothing,
  nothingSelected,
  selectExperts,
  toggleLabel,
  toggleLayer,
  type ExpertId,
} from '../../core/trace/selection.ts';
import { drawnCurves } from '../../state/curves.ts';
import { useSession } from '../../state/session.ts';
import { changeView, toggleCurve, useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Select } from '../../ui/Select.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import type { Analysis } from '../use-analyses.ts';
import styles from './SelectionBar.module.css';
import { changeSelection, classNamesOf, type Usage, type UsageProps } from './usage.ts';

/** Beyond these their number is enough. */
const MOST_CHIPS = 4;

export interface SelectionBarProps extends UsageProps {
  readonly analysis: Analysis | null;
}

/** The layer that charts show and what is picked out: the same in every panel, and part of the link. */
export function SelectionBar({ usage, analysis }: SelectionBarProps) {
  const { reading, layer, selection } = usage;
  const { experts, label } = selection;
  const groups = byLayer(experts);
  const others = selection.layers.filter((id) => id !== layer.layer);
  return (
    <div className={styles.bar} role="group" aria-label="Selection">
      <Select
        label="Layer"
        isLabelHidden
        size="small"
        value={String(layer.layer)}
        onChange={(id) => changeSelection((now) => ({ ...now, layers: [Number(id)], experts: [] }), usage)}
        options={reading.layers.map((one) => ({ value: String(one.layer), label: `Layer ${one.layer}` }))}
      />
      {others.map((id) => (
        <Chip
          key={id}
          label={`Layer ${id}`}
          onRemove={() => changeSelection((now) => toggleLayer(now, id), usage)}
        />
      ))}
      {groups.slice(0, MOST_CHIPS).map((group) => (
        <Chip
          key={group.layer}
          label={groupName(group)}
          colour={liveLook.series[1]}
          onRemove={() =>
            changeSelection(
              (now) =>
                selectExperts(
                  now,
                  now.experts.filter((id) => id.layer !== group.layer),
                ),
              usage,
            )
          }
        />
      ))}
      {groups.length > MOST_CHIPS && (
        <span className={styles.more}>
          and experts of {formatCount(groups.length - MOST_CHIPS)} more layers
        </span>
      )}
      {label !== null && (
        <Chip
          label={`Class ${classNamesOf(usage, label + 1)[label]!}`}
          colour={liveLook.series[2]}
          onRemove={() => changeSelection((now) => toggleLabel(now, label), usage)}
        />
      )}
      {!isNothing(selection) && (
        <Button size="small" variant="quiet" onClick={() => changeView({ selection: nothingSelected })}>
          Clear
        </Button>
      )}
      {analysis !== null && experts.length + selection.layers.length > 0 && (
        <CurveButton usage={usage} analysis={analysis} />
      )}
      {isNothing(selection) && (
        <span className={styles.more}>
          Press bars, cells or points to pick experts; they are picked everywhere
        </span>
      )}
    </div>
  );
}

interface LayerGroup {
  readonly layer: number;
  readonly experts: readonly number[];
}

function byLayer(experts: readonly ExpertId[]): readonly LayerGroup[] {
  const groups = new Map<number, number[]>();
  for (const { layer, expert } of experts) {
    const known = groups.get(layer);
    if (known === undefined) groups.set(layer, [expert]);
    else known.push(expert);
  }
  return Array.from(groups, ([layer, ids]) => ({ layer, experts: ids }));
}

/** Beyond so many their number says as much. */
const MOST_NAMED = 4;

function groupName({ layer, experts }: LayerGroup): string {
  if (experts.length > MOST_NAMED) return `Layer ${layer} · ${formatCount(experts.length)} experts`;
  return `Layer ${layer} · ${experts.length === 1 ? 'expert' : 'experts'} ${experts.join(', ')}`;
}

/** The weights of what is picked, as one curve of the first panel. */
function CurveButton({ usage, analysis }: { readonly usage: Usage; readonly analysis: Analysis }) {
  const curves = useView((view) => view.curves);
  const sources = useView((view) => view.sources);
  const open = useSession((session) => session.open);
  const toast = useToast();
  const draw = () => {
    const scope = formatScope(scopeOf(usage));
    const toggled = toggleCurve(drawnCurves({ curves, sources }, open), {
      source: analysis.source.id,
      scope,
    });
    if (toggled === 'full') {
      toast({ text: 'Eight curves are the most that can be told apart. Remove one first.' });
      return;
    }
    toast({
      text: toggled === 'added' ? 'Drawn as a curve' : 'Its curve is removed',
      action: { label: 'Show curves', onSelect: () => changeView({ panel: 'curve' }) },
    });
  };
  return (
    <Button size="small" onClick={draw}>
      Draw selection as curve
    </Button>
  );
}

/** Picked experts, or all experts of picked layers. */
function scopeOf({ selection }: Usage): readonly ScopeTerm[] {
  const { experts, layers } = selection;
  if (experts.length > 0) {
    return experts.map(({ layer, expert }) => ({ kind: 'expert', layer, expert, projection: null }));
  }
  return layers.map((layer) => ({ kind: 'expert', layer, expert: null, projection: null }));
}
