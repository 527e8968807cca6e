/** Our own: all that is known, in plain JSON. */
import type { KeepListForm } from './keep-list.ts';

/** Rises when a reader of the old form would misread the new. */
const VERSION = 1;

export const json: KeepListForm = {
  id: 'json',
  name: 'Keep-list (JSON)',
  explanation: 'Kept experts by layer, to be read by scripts and by people.',
  fileName: 'keep-list.json',
  misfit: () => null,
  format: ({ model, fingerprint, topK, layers }) => {
    const lists = layers.map(
      ({ label, experts, kept }) =>
        `    ${JSON.stringify(label)}: { "experts": ${experts}, "kept": ${JSON.stringify(kept)} }`,
    );
    const facts = Object.entries({ version: VERSION, model, fingerprint, topK }).map(
      ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
    );
    return `{\n${facts.join('')}  "layers": {\n${lists.join(',\n')}\n  }\n}\n`;
  },
};
