/** Everything that is kept of a trace while it is read. */
import type { Matrix } from '../../routing/matrix.ts';
import type { FindingCode } from '../finding.ts';
import type { SimilarityTable } from '../reading.ts';
import type { InputEnergies } from '../trace-sink.ts';
import type { ModelFacts } from '../model-facts.ts';
import type { TraceFacts } from '../trace-sink.ts';
import { DocumentRows } from './document-rows.ts';
import { Findings } from './findings.ts';
import { grown } from './grown.ts';
import { LayerTallies } from './layer-tallies.ts';
import type { LayerTally } from './layer-tally.ts';
import { RowStore } from './row-store.ts';
import { StepRows } from './step-rows.ts';
import { TokenSample } from './token-sample.ts';
import { CLASS_ROWS, MAX_CLASS_CELLS, MAX_ROW_CELLS } from './trace-limits.ts';
import { TokenDigest } from './token-digest.ts';
import { VocabularyTally } from './vocabulary-tally.ts';

export interface CollectorOptions {
  /** For faults: the file or folder that is read. */
  readonly name: string;
  /** Whether a trap is to be put right: yes, unless the person took it back. */
  readonly corrects: (code: FindingCode) => boolean;
  /** Of the checkpoint beside, for what the trace leaves open. */
  readonly model?: ModelFacts | null;
  /** What a person says of the router, whatever the trace says. */
  readonly normalisation?: TraceFacts['normalisation'] | null;
}

export interface Collection {
  readonly corrects: (code: FindingCode) => boolean;
  readonly model: ModelFacts | null;
  facts: Partial<TraceFacts>;
  readonly layers: LayerTallies;
  readonly documents: DocumentRows;
  readonly steps: StepRows;
  readonly classes: RowStore;
  readonly sample: TokenSample;
  readonly vocabulary: VocabularyTally;
  readonly tokenDigest: TokenDigest;
  /** Experts counted each time that a vocabulary id occurred. */
  perOccurrence: number;
  readonly scores: Map<string, Map<number, Float64Array>>;
  /** By layer and id. */
  readonly similarities: Map<string, SimilarityTable>;
  /** By layer and kind. */
  readonly inputEnergies: Map<string, InputEnergies>;
  readonly flows: Map<number, { readonly to: number; readonly counts: Matrix }>;
  readonly findings: Findings;
  /** Id → how often it stood for no choice. */
  readonly padding: Map<number, number>;
  readonly trouble: {
    repeats: number;
    largestOutside: number;
    negative: number;
    notFinite: number;
    /** Tokens of layers whose class has no room. */
    classless: number;
  };
  /** How many experts of each token were chosen by their scores, if any were. */
  chosen: { readonly topK: number; readonly isKnown: boolean } | null;
}

export function emptyCollection({ name, corrects, model = null }: CollectorOptions): Collection {
  return {
    corrects,
    model,
    facts: {},
    layers: new LayerTallies(name),
    documents: new DocumentRows(),
    steps: new StepRows(),
    classes: new RowStore(),
    sample: new TokenSample(),
    vocabulary: new VocabularyTally(),
    tokenDigest: new TokenDigest(),
    perOccurrence: 1,
    scores: new Map(),
    similarities: new Map(),
    inputEnergies: new Map(),
    flows: new Map(),
    findings: new Findings(corrects),
    padding: new Map(),
    trouble: { repeats: 0, largestOutside: -1, negative: 0, notFinite: 0, classless: 0 },
    chosen: null,
  };
}

/** What choices may all belong to. */
export interface Belonging {
  readonly document: number | null;
  readonly step: number | null;
  readonly label: number | null;
}

/** Rows to add the same choices to, apart from the layer's own. */
export function rowsOf(
  { documents, steps, classes, layers }: Collection,
  { layer }: LayerTally,
  { document, step, label }: Belonging,
): Float64Array[] {
  const place = { layer, experts: layers.capacity };
  checkClasses({ classes, layers });
  return [
    ...(document === null ? [] : [documents.target(document, place)]),
    ...(step === null ? [] : [steps.target(step, place)]),
    ...(label === null || !hasRoom(classes, label) ? [] : [classes.target(label, place)]),
  ];
}

/** Whether choices of a class are kept. */
export function hasRoom(classes: RowStore, label: number): boolean {
  const isClass = Number.isInteger(label) && label >= 0 && label < CLASS_ROWS;
  return isClass && (classes.has(label) || classes.cells < MAX_ROW_CELLS);
}

/** Throws `over-limit`. */
export function checkClasses({ classes, layers }: Pick<Collection, 'classes' | 'layers'>): void {
  layers.check('classes times layers times experts', classes.cells, MAX_CLASS_CELLS);
}

/** A negative label is no class; one without room is told of in the end. */
export function addClassTokens(
  { classes, trouble }: Pick<Collection, 'classes' | 'trouble'>,
  tally: LayerTally,
  { label, tokens }: { readonly label: number; readonly tokens: number },
): void {
  if (!hasRoom(classes, label)) {
    if (label >= 0) trouble.classless += tokens;
    return;
  }
  tally.classTokens = grown(tally.classTokens, label + 1);
  tally.classTokens[label]! += tokens;
}

export function addInto(target: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) target[i]! += values[i]!;
}
