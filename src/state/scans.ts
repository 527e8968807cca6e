/**
 * Scans under way: how far they are and what they show so far. A scan's end belongs to React Query; what comes
 * before it would become final there, so it lives here.
 */
import { create } from 'zustand';
import { ScanPicture } from '../core/picture.ts';
import { Pace } from '../workers/pace.ts';

export interface ScanProgress {
  readonly state: 'waiting' | 'reading' | 'stopped';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Bytes a second over the last few seconds; 0 before there is any. */
  readonly rate: number;
  /** The same object until there is more to show; null before there is anything. */
  readonly shown: ShownPicture | null;
}

/** The picture as it is looked at: charts follow it more slowly than the bar of progress. */
export interface ShownPicture {
  readonly picture: ScanPicture;
  readonly version: number;
  /** Of the pictures shown, the how-manieth it is, from 1. */
  readonly number: number;
  /** Share of the bytes that had been read. */
  readonly fractionRead: number;
}

/** By the fingerprint of what is scanned. */
export const useScans = create<Readonly<Record<string, ScanProgress | undefined>>>(() => ({}));

/** Often enough to be followed, seldom enough to cost nothing. */
const PUBLISH_MS = 250;

/** A new picture costs its curves, their bands, measures and painting, however many scanners tell. */
const SHOWN = { leastMs: 400, mostMs: 2000 };

/** How far back the rate looks. */
const RATE_MS = 3000;

export class ScanReporter {
  readonly #key: string;
  readonly #picture: ScanPicture;
  readonly #pace = new Pace(SHOWN);
  readonly #samples: { at: number; bytes: number }[] = [];
  #published = 0;
  #shown: ShownPicture | null = null;
  #doneBytes = 0;
  #totalBytes: number;

  constructor(key: string, { elements, totalBytes }: { elements: Float64Array; totalBytes: number }) {
    this.#key = key;
    this.#picture = new ScanPicture(elements);
    this.#totalBytes = totalBytes;
    this.#publish('waiting', 0);
  }

  get picture(): ScanPicture {
    return this.#picture;
  }

  progress(doneBytes: number, totalBytes: number): void {
    this.#doneBytes = doneBytes;
    this.#totalBytes = totalBytes;
    const now = performance.now();
    if (now - this.#published >= PUBLISH_MS || doneBytes === totalBytes) this.#publish('reading', now);
  }

  pictureChanged(): void {
    const now = performance.now();
    if (!this.#pace.isDue(now)) return;
    this.#show();
    this.#publish('reading', now);
  }

  /** The scan ended before its end; what was seen stays to be looked at. */
  stopped(): void {
    if (this.#picture.version > 0) this.#show();
    this.#publish('stopped', performance.now());
  }

  /** The scan is done: its summary says more than any picture. */
  finished(): void {
    useScans.setState({ [this.#key]: undefined });
  }

  #show(): void {
    const { version } = this.#picture;
    const fractionRead = this.#totalBytes > 0 ? this.#doneBytes / this.#totalBytes : 0;
    const number = (this.#shown?.number ?? 0) + 1;
    this.#shown = { picture: this.#picture, version, number, fractionRead };
  }

  #publish(state: ScanProgress['state'], now: number): void {
    this.#published = now;
    useScans.setState({
      [this.#key]: {
        state,
        doneBytes: this.#doneBytes,
        totalBytes: this.#totalBytes,
        rate: state === 'reading' ? this.#rate(now) : 0,
        shown: this.#shown,
      },
    });
  }

  #rate(now: number): number {
    this.#samples.push({ at: now, bytes: this.#doneBytes });
    while (this.#samples.length > 2 && now - this.#samples[0]!.at > RATE_MS) this.#samples.shift();
    const first = this.#samples[0]!;
    return now > first.at ? ((this.#doneBytes - first.bytes) / (now - first.at)) * 1000 : 0;
  }
}
