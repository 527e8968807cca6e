import type { Recipe } from '../../core/recipe.ts';
import type { Preset } from '../../state/training/offered-parts.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { PaperLinks } from './PaperLinks.tsx';
import { publishedText } from './preset-words.ts';
import styles from './PresetDialog.module.css';

export interface PresetDialogProps {
  readonly presets: readonly Preset[];
  readonly onChoose: (recipe: Recipe, name: string) => void;
  readonly onReset: () => void;
  readonly onClose: () => void;
}

/** Experiments to begin with, most of them of a paper: each row of its table is a recipe. */
export function PresetDialog({ presets, onChoose, onReset, onClose }: PresetDialogProps) {
  return (
    <Dialog
      title="Presets"
      size="large"
      onClose={onClose}
      footer={<Button onClick={onReset}>Back to the default recipe</Button>}
    >
      <ul className={styles.presets}>
        {presets.map((preset) => (
          <li key={preset.id}>
            <PresetItem preset={preset} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

interface PresetItemProps {
  readonly preset: Preset;
  readonly onChoose: PresetDialogProps['onChoose'];
}

function PresetItem({ preset, onChoose }: PresetItemProps) {
  const { name, explanation, papers, rows } = preset;
  const first = rows[0];
  return (
    <article className={styles.preset} aria-label={name}>
      <header className={styles.head}>
        <h3>{name}</h3>
        {first !== undefined && (
          <Button size="small" aria-label={`Use ${name}`} onClick={() => onChoose(first.recipe, name)}>
            Use
          </Button>
        )}
      </header>
      <p className={styles.words}>{explanation}</p>
      <PaperLinks papers={papers} />
      {rows.length > 1 && <PresetRows preset={preset} onChoose={onChoose} />}
      {rows.length === 1 && first?.published !== undefined && (
        <p className={styles.words}>Published: {publishedText(first.published)}</p>
      )}
      <PresetDetails preset={preset} />
    </article>
  );
}

function PresetRows({ preset: { name, rows }, onChoose }: PresetItemProps) {
  return (
    <Disclosure summary={`All ${rows.length} recipes`}>
      <ul className={styles.rows}>
        {rows.map(({ label, recipe, published }) => (
          <li key={label} className={styles.row}>
            <span>
              <strong>{label}</strong>
              {recipe.start?.kind === 'recipe' && (
                <span className={styles.note}> its experts are trained first</span>
              )}
              {published !== undefined && (
                <span className={styles.note}> published: {publishedText(published)}</span>
              )}
            </span>
            <Button
              size="small"
              aria-label={`Use ${name}: ${label}`}
              onClick={() => onChoose(recipe, `${name}: ${label}`)}
            >
              Use
            </Button>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function PresetDetails({ preset: { data, backbone, protocol, departures } }: { readonly preset: Preset }) {
  return (
    <Disclosure summary="Data, network, protocol, and where these recipes differ">
      <dl className={styles.details}>
        <dt>Data</dt>
        <dd>{data}</dd>
        <dt>Network</dt>
        <dd>{backbone}</dd>
        <dt>Protocol</dt>
        <dd>{protocol}</dd>
        {departures.length > 0 && (
          <>
            <dt>Departures</dt>
            <dd>
              <ul>
                {departures.map((departure) => (
                  <li key={departure}>{departure}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </Disclosure>
  );
}
