/**
 * What plans really cost: asked of a trainer of its own, so that nothing that is measured holds up a run. Each question is asked
 * anew when the plan changes, and the one before it is dropped.
 */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { encodeFault, type FaultWire } from '../core/fault.ts';
import type { MeasuredScores, Measured, MeasuredOn, Sweep } from '../core/pruning/measured.ts';
import type { ModelEdits } from '../core/pruning/model-edits.ts';
import type { MeasuredModel, SweptPlans } from '../workers/trainer-contract.ts';
import { askMeasurer } from './measurer.ts';
import { queryClient } from './services.ts';
import type { OpenSource } from './session.ts';

export type { MeasuredModel, SweptPlans };

// ---------------------------------------------------------------- what can be measured

export type Measurability =
  | { readonly canMeasure: true }
  /** A sentence each: what is missing, and how to get it. */
  | { readonly canMeasure: false; readonly why: string; readonly how: string };

/** Whether there is more than weights of it. Whether its dataset is at hand, `useMeasuredModel` says. */
export function measurabilityOf({ catalogue, ref, trained }: OpenSource): Measurability {
  if (catalogue.structure.family !== 'moe_scope')
    return {
      canMeasure: false,
      why: 'Nothing here can run this model: only models that were trained here can be measured.',
      how: 'Train one under Train and open it as a checkpoint, or drop one that was saved there.',
    };
  if (trained === undefined && ref.kind !== 'sample')
    return {
      canMeasure: false,
      why: 'Its recipe is missing, which says how its weights belong together and what it was trained on.',
      how: 'Drop the model again together with its config.json, or as the archive in which it was saved.',
    };
  if (catalogue.structure.moeLayers.length === 0)
    return {
      canMeasure: false,
      why: 'It is one network without experts, which plans here take nothing from.',
      how: 'Train a mixture with the same data to compare.',
    };
  return { canMeasure: true };
}

export interface Asked<T> {
  /** Null while it is not known. */
  readonly data: T | null;
  readonly fault: FaultWire | null;
  readonly isAsking: boolean;
}

/** The model, ready to be measured; a fault says where its dataset is not at hand, and how to get it. */
export function useMeasuredModel(source: OpenSource): Asked<MeasuredModel> {
  const result = useQuery({ ...modelQuery(source), enabled: measurabilityOf(source).canMeasure });
  return askedOf(result);
}

function modelQuery(source: OpenSource) {
  return queryOptions({
    queryKey: ['measured model', source.catalogue.fingerprint],
    queryFn: ({ signal }) => askMeasurer(source, { signal }, (_, model) => Promise.resolve(model)),
    retry: false,
  });
}

// ---------------------------------------------------------------- one plan

export interface MeasuredPlan {
  /** On the sample, at once; and on all of the test split, once the plan has come to rest. */
  readonly sample: Asked<Measured>;
  readonly whole: Asked<Measured>;
}

/** Follows a slider: a newer plan takes the place of the one that is being measured. */
export function useMeasuredPlan(source: OpenSource, edits: ModelEdits): MeasuredPlan {
  const { canMeasure } = measurabilityOf(source);
  const sample = useQuery({ ...measureQuery(source, { edits, on: 'sample' }), enabled: canMeasure });
  const isKnown = sample.data !== undefined;
  const whole = useQuery({ ...measureQuery(source, { edits, on: 'whole' }), enabled: canMeasure && isKnown });
  return { sample: askedOf(sample), whole: askedOf(whole) };
}

/** What `useMeasuredPlan` asks. */
export function measureQuery(
  source: OpenSource,
  asked: { readonly edits: ModelEdits; readonly on: MeasuredOn },
) {
  return queryOptions({
    queryKey: ['measured', source.catalogue.fingerprint, asked],
    queryFn: ({ signal }) =>
      askMeasurer(source, { signal }, (thread) => thread.call('measure', asked, { signal })),
    gcTime: KEPT_MS,
    retry: false,
  });
}

/** What has been measured of a plan so far, on as many samples as there are; asks nothing. */
export function knownMeasured(source: OpenSource, edits: ModelEdits): Measured | null {
  const known = (on: MeasuredOn) => queryClient.getQueryData(measureQuery(source, { edits, on }).queryKey);
  return known('whole') ?? known('sample') ?? null;
}

/** Positions of a slider that were left long ago are not looked at again. */
const KEPT_MS = 600_000;

// ---------------------------------------------------------------- sweeps

/** As far as those under way have come, by key of their query. */
const useSweeping = create<Readonly<Record<string, Sweep | undefined>>>(() => ({}));

/** Measured point by point while somebody looks, and kept once it is whole. Null asks for none. */
export function useSweep(source: OpenSource, request: SweptPlans | null): Asked<Sweep> {
  const isAsked = request !== null && measurabilityOf(source).canMeasure;
  const query = sweepQuery(source, request ?? noSweep);
  const result = useQuery({ ...query, enabled: isAsked });
  const partial = useSweeping((sweeps) => sweeps[sweepKey(source, request ?? noSweep)]) ?? null;
  const asked = askedOf(result);
  return isAsked ? { ...asked, data: asked.data ?? partial } : { data: null, fault: null, isAsking: false };
}

const noSweep: SweptPlans = { axis: 'weights', points: [] };

function sweepKey({ catalogue }: OpenSource, request: SweptPlans): string {
  return JSON.stringify([catalogue.fingerprint, request]);
}

function sweepQuery(source: OpenSource, request: SweptPlans) {
  const key = sweepKey(source, request);
  return queryOptions({
    queryKey: ['sweep', key],
    queryFn: async ({ signal }) => {
      try {
        const report = (sweep: Sweep) => useSweeping.setState({ [key]: sweep });
        return await askMeasurer(source, { signal }, (thread) =>
          thread.call('sweep', request, { signal, report }),
        );
      } finally {
        useSweeping.setState({ [key]: undefined });
      }
    },
    gcTime: KEPT_MS,
    retry: false,
  });
}

// ---------------------------------------------------------------- criteria

const useScoring = create<Readonly<Record<string, number | undefined>>>(() => ({}));

/** Share done of what criteria need; null unless it is under way. */
export function useScoringProgress({ catalogue }: OpenSource): number | null {
  return useScoring((scoring) => scoring[catalogue.fingerprint]) ?? null;
}

/** Leave-one-out and NAEE's reconstruction: for `PlanInput.measured`. Asked for by a button: it takes a while. */
export function measuredScoresQuery(source: OpenSource) {
  const { fingerprint } = source.catalogue;
  return queryOptions({
    queryKey: ['measured scores', fingerprint],
    queryFn: async ({ signal }): Promise<MeasuredScores> => {
      const half = (first: number) => ({
        signal,
        report: (share: number) => useScoring.setState({ [fingerprint]: first + share / 2 }),
      });
      try {
        return await askMeasurer(source, { signal }, async (thread) => ({
          leaveOneOut: await thread.call('leaveOneOut', null, half(0)),
          reconstruction: await thread.call('reconstruct', null, half(0.5)),
        }));
      } finally {
        useScoring.setState({ [fingerprint]: undefined });
      }
    },
    retry: false,
  });
}

interface Result<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
}

function askedOf<T>({ data, error, isFetching }: Result<T>): Asked<T> {
  return { data: data ?? null, fault: error === null ? null : encodeFault(error), isAsking: isFetching };
}
