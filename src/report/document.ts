/** A report as data: what stands in it, in order. HTML and Markdown are two ways of writing it down. */
import type { Scene } from '../charts/scene.ts';

export interface ReportDocument {
  readonly title: string;
  /** What it is of, in a sentence. */
  readonly subtitle: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'steps'; readonly items: readonly string[] }
  | { readonly kind: 'remark'; readonly title: string; readonly text: string }
  | TableBlock
  /** The scene's sentence stands for the picture where there is none. */
  | { readonly kind: 'chart'; readonly title: string; readonly scene: Scene }
  | { readonly kind: 'terms'; readonly terms: readonly Term[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of each names it. */
  readonly rows: readonly (readonly string[])[];
}

export interface Term {
  readonly term: string;
  readonly text: string;
  readonly href?: string | undefined;
}
