import type { Recipe } from '../../core/recipe.ts';
import type { Preset, TrainerOffer } from '../../state/training/offered-parts.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { CaseStudyOffer } from '../case-study/CaseStudyOffer.tsx';
import { PaperLinks } from './PaperLinks.tsx';
import { publishedText } from './preset-words.ts';
import styles from './PresetDialog.module.css';

export interface PresetDialogProps {
  readonly offer: TrainerOffer;
  readonly onChoose: (recipe: Recipe, name: string) => void;
  /** All rows, as a group of runs. */
  readonly onTrainAll: (preset: Preset) => void;
  readonly onReset: () => void;
  readonly onClose: () => void;
}

/** Experiments to begin with, most of them of a paper: each row of its table is a recipe. */
export function PresetDialog({ offer, onChoose, onTrainAll, onReset, onClose }: PresetDialogProps) {
  return (
    <Dialog
      title="Presets"
      size="large"
      onClose={onClose}
      footer={<Button onClick={onReset}>Back to the default recipe</Button>}
    >
      <CaseStudyOffer offer={offer} onBegin={onClose} />
      <ul className={styles.presets}>
        {offer.presets.map((preset) => (
          <li key={preset.id}>
            <PresetItem
              preset={preset}
              isReady={isInstalled(offer, preset)}
              onChoose={onChoose}
              onTrainAll={onTrainAll}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Whether the datasets of all rows are there. */
function isInstalled({ datasets }: TrainerOffer, { rows }: Preset): boolean {
  const ready = datasets.filter(({ missing }) => missing.length === 0).map(({ id }): string => id);
  return rows.every(({ recipe }) => ready.includes(recipe.dataset.id));
}

interface PresetItemProps extends Pick<PresetDialogProps, 'onChoose' | 'onTrainAll'> {
  readonly preset: Preset;
  readonly isReady: boolean;
}

function PresetItem({ preset, isReady, onChoose, onTrainAll }: PresetItemProps) {
  const { name, explanation, papers, rows } = preset;
  const first = rows[0];
  return (
    <article className={styles.preset} aria-label={name}>
      <header className={styles.head}>
        <h3>{name}</h3>
        {!isReady && <Badge tone="info">data to be installed</Badge>}
        <span className={styles.actions}>
          {rows.length > 1 && (
            <Button
              size="small"
              variant="quiet"
              disabled={!isReady}
              aria-label={`Train all ${rows.length} of ${name}`}
              onClick={() => onTrainAll(preset)}
            >
              Train all {rows.length}
            </Button>
          )}
          {first !== undefined && (
            <Button size="small" aria-label={`Use ${name}`} onClick={() => onChoose(first.recipe, name)}>
              Use
            </Button>
          )}
        </span>
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

function PresetRows({ preset: { name, rows }, onChoose }: Pick<PresetItemProps, 'preset' | 'onChoose'>) {
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
