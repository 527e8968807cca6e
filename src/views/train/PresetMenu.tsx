import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { BackendName, TrainerOffer } from '../../state/training/offered-parts.ts';
import { startGroup } from '../../state/training/run-actions.ts';
import { changeView, useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { PresetDialog } from './PresetDialog.tsx';

export interface PresetMenuProps {
  readonly offer: TrainerOffer;
  readonly backend: BackendName | null;
  readonly onStart: () => void;
}

/** Opens the recipes of papers; what was in the form can be had back. */
export function PresetMenu({ offer, backend, onStart }: PresetMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const intoForm = useRecipeIntoForm();
  return (
    <>
      <Button size="small" icon={BookOpen} aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        Presets
      </Button>
      {isOpen && (
        <PresetDialog
          offer={offer}
          onChoose={(recipe, name) => {
            setIsOpen(false);
            intoForm(recipe, name);
          }}
          onTrainAll={({ name, rows }) => {
            setIsOpen(false);
            const runs = rows.map(({ label, recipe }) => ({ name: label, recipe }));
            startGroup(runs, { name, backend });
            onStart();
          }}
          onReset={() => {
            setIsOpen(false);
            intoForm(defaultRecipe, 'The default recipe');
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}

/** Puts a recipe into the form, with a way back. */
export function useRecipeIntoForm(): (recipe: Recipe, name: string) => void {
  const toast = useToast();
  return (recipe, name) => {
    const before = useView.getState().recipe;
    changeView({ recipe });
    toast({
      text: `${name} is in the form.`,
      action: { label: 'Undo', onSelect: () => changeView({ recipe: before }) },
    });
  };
}
