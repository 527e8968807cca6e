/**
 * Scans under way: how far they are and what they show so far. A scan's end belongs to React Query; what comes
 * before it would become final there, so it lives here.
 */
import { create } from 'zustand';
import { ScanPicture } from '../core/picture.ts';

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
  /** Share of the bytes that had been read. */
  readonly fractionRead: number;
}

/** By the fingerprint of what is scanned. */
export const useScans = create<Readonly<Record<string, ScanProgress | undefined>>>(() => ({}));

/** Often enough to look smooth, seldom enough to cost nothing. */
const PUBLISH_MS = 100;

/** A new picture costs its curves, their bands and measures: a good part of a frame each time, however many scanners tell. */
const SHOW_MS = 250;

/** How far back the rate looks. */
const RATE_MS = 3000;

export class ScanReporter {
  readonly #key: string;
  readonly #picture: ScanPicture;
  readonly #samples: { at: number; bytes: number }[] = [];
  #published = 0;
  #shown: ShownPicture | null = null;
  #shownAt = -Infinity;
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
    if (now - this.#shownAt < SHOW_MS) return;
    this.#show(now);
    this.#publish('reading', now);
  }

  /** The scan ended before its end; what was seen stays to be looked at. */
  stopped(): void {
    if (this.#picture.version > 0) this.#show(performance.now());
    this.#publish('stopped', performance.now());
  }

  /** The scan is done: its summary says more than any picture. */
  finished(): void {
    useScans.setState({ [this.#key]: undefined });
  }

  #show(now: number): void {
    const { version } = this.#picture;
    const fractionRead = this.#totalBytes > 0 ? this.#doneBytes / this.#totalBytes : 0;
    this.#shown = { picture: this.#picture, version, fractionRead };
    this.#shownAt = now;
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
