/**
 * What is picked out of a trace, in every panel alike: layers, experts, a class. As text (in links) it is a list of
 * `3` a layer, `5.2` expert 2 of layer 5, `7.1-4` experts 1 to 4 of layer 7 and `c2` class 2.
 */
export interface ExpertId {
  readonly layer: number;
  readonly expert: number;
}

export interface TraceSelection {
  /** Ids by rising number, each once. */
  readonly layers: readonly number[];
  /** By rising layer and number, each once. */
  readonly experts: readonly ExpertId[];
  /** Index into the classes of the trace. */
  readonly label: number | null;
}

export const nothingSelected: TraceSelection = { layers: [], experts: [], label: null };

/** Ids beyond are no layers and no experts of anything. */
const LARGEST_ID = 99_999;
/** More picked experts are a layer, or a mistake. */
const MOST_EXPERTS = 4096;

export function isNothing({ layers, experts, label }: TraceSelection): boolean {
  return layers.length === 0 && experts.length === 0 && label === null;
}

export function isSelected(selection: TraceSelection, { layer, expert }: ExpertId): boolean {
  return selection.layers.includes(layer) || selection.experts.some(sameAs({ layer, expert }));
}

export function toggleLayer(selection: TraceSelection, layer: number): TraceSelection {
  const { layers } = selection;
  const rest = layers.filter((known) => known !== layer);
  return {
    ...selection,
    layers: rest.length < layers.length ? rest : [...layers, layer].sort((a, b) => a - b),
  };
}

export function toggleExpert(selection: TraceSelection, expert: ExpertId): TraceSelection {
  const isSame = sameAs(expert);
  const rest = selection.experts.filter((known) => !isSame(known));
  return {
    ...selection,
    experts: rest.length < selection.experts.length ? rest : inOrder([...selection.experts, expert]),
  };
}

/** These experts and no others; layers and class stay. */
export function selectExperts(selection: TraceSelection, experts: readonly ExpertId[]): TraceSelection {
  return { ...selection, experts: inOrder(experts) };
}

export function toggleLabel(selection: TraceSelection, label: number): TraceSelection {
  return { ...selection, label: selection.label === label ? null : label };
}

function sameAs({ layer, expert }: ExpertId): (other: ExpertId) => boolean {
  return (other) => other.layer === layer && other.expert === expert;
}

function inOrder(experts: readonly ExpertId[]): ExpertId[] {
  const rising = experts.toSorted((a, b) => a.layer - b.layer || a.expert - b.expert);
  return rising.filter((expert, i) => i === 0 || !sameAs(rising[i - 1]!)(expert));
}

// ---------------------------------------------------------------- as text

export function formatSelection({ layers, experts, label }: TraceSelection): string {
  return [...layers.map(String), ...runsOf(experts), ...(label === null ? [] : [`c${label}`])].join(',');
}

/** `7.1-4` for neighbours. */
function runsOf(experts: readonly ExpertId[]): string[] {
  const runs: { layer: number; first: number; last: number }[] = [];
  for (const { layer, expert } of experts) {
    const run = runs.at(-1);
    if (run?.layer === layer && run.last === expert - 1) run.last = expert;
    else runs.push({ layer, first: expert, last: expert });
  }
  return runs.map(({ layer, first, last }) => `${layer}.${first}${last > first ? `-${last}` : ''}`);
}

/** Null if the text makes no sense. */
export function parseSelection(text: string): TraceSelection | null {
  const layers = new Set<number>();
  const experts: ExpertId[] = [];
  let label: number | null = null;
  for (const item of text.split(',')) {
    const match = /^(?:c(\d{1,5})|(\d{1,5})(?:\.(\d{1,5})(?:-(\d{1,5}))?)?)$/.exec(item);
    if (match === null) return null;
    const [, ofClass, layer, first, last] = match;
    if (ofClass !== undefined) label = Number(ofClass);
    else if (first === undefined) layers.add(Number(layer));
    else addRun(experts, { layer: Number(layer), first: Number(first), last: Number(last ?? first) });
    if (experts.length > MOST_EXPERTS) return null;
  }
  return { layers: [...layers].sort((a, b) => a - b), experts: inOrder(experts), label };
}

function addRun(
  experts: ExpertId[],
  { layer, first, last }: { layer: number; first: number; last: number },
): void {
  for (let expert = first; expert <= Math.min(last, LARGEST_ID) && experts.length <= MOST_EXPERTS; expert++) {
    experts.push({ layer, expert });
  }
}
