/** The ways of writing a report down. */
import type { ReportDocument } from './document.ts';
import { documentToHtml } from './to-html.ts';
import { documentToMarkdown } from './to-markdown.ts';

export interface ReportForm {
  readonly name: string;
  /** Without a dot. */
  readonly ending: string;
  readonly type: string;
  readonly write: (document: ReportDocument) => string;
}

export const reportForms = [
  { name: 'HTML', ending: 'html', type: 'text/html', write: documentToHtml },
  { name: 'Markdown', ending: 'md', type: 'text/markdown', write: documentToMarkdown },
] as const satisfies readonly ReportForm[];
