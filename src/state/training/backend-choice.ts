/** What a person wants to compute with, for as long as the page is open: computers differ, so a link doesn't carry it. */
import { create } from 'zustand';
import type { BackendName } from '../../workers/trainer-contract.ts';

export interface BackendChoice {
  /** Null for the fastest. */
  readonly wanted: BackendName | null;
}

export const useBackendChoice = create<BackendChoice>(() => ({ wanted: null }));

export function chooseBackend(wanted: BackendName | null): void {
  useBackendChoice.setState({ wanted });
}
