// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultView, useView } from '../../state/view.ts';
import { MissingData } from './DatasetField.tsx';
import { offerSpecimen as offer } from './offer-specimen.ts';
import { PartField } from './PartField.tsx';
import { RegularizersField } from './RegularizersField.tsx';

afterEach(cleanup);
beforeEach(() => useView.setState(defaultView, true));

function Form() {
  const recipe = useView((view) => view.recipe);
  return (
    <>
      <PartField offer={offer} recipe={recipe} slot="router" misfits={new Set(['top-k'])} />
      <PartField offer={offer} recipe={recipe} slot="experts" misfits={new Set()} />
      <RegularizersField offer={offer} recipe={recipe} />
    </>
  );
}

describe('the form of a recipe', () => {
  it('sets what a part declares, in the recipe of the view', () => {
    render(<Form />);
    fireEvent.change(screen.getByRole('spinbutton', { name: 'Experts' }), { target: { value: '16' } });
    expect(useView.getState().recipe.experts.values).toMatchObject({ count: 16 });
    fireEvent.click(screen.getByRole('switch', { name: 'Draw the expert' }));
    expect(useView.getState().recipe.router.values.isDrawn).toBe(true);
  });

  it('shows what does not go with the rest as such, and lets it be chosen', () => {
    render(<Form />);
    const select = screen.getByRole('combobox', { name: 'Router' });
    const misfits = within(select).getByRole('group', { name: 'Not with the rest of this recipe' });
    expect(
      within(misfits)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['Top-k']);
    fireEvent.change(select, { target: { value: 'top-k' } });
    expect(useView.getState().recipe.router).toEqual({ id: 'top-k', values: {} });
  });

  it('adds and removes regularisers', () => {
    render(<Form />);
    fireEvent.click(screen.getByRole('button', { name: 'Remove Switch balance' }));
    expect(useView.getState().recipe.regularizers).toEqual([]);
    expect(screen.getByText(/The loss alone is minimised/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Add a regulariser' }));
    fireEvent.click(screen.getByRole('menuitem', { name: 'L1' }));
    expect(useView.getState().recipe.regularizers).toEqual([{ id: 'l1', values: {} }]);
  });

  it('says how to get a dataset that is not there', () => {
    render(<MissingData dataset={offer.datasets[1]} />);
    expect(screen.getByText('npm run data -- cifar10')).toBeTruthy();
    expect(screen.getByText(/fetches 139 MB/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy command' })).toBeTruthy();
  });
});
