/** Names that say nothing: a person says what they are, sees it at once, and hands it on in the link. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileOf } from '../src/testing/safetensors-files.ts';
import { expect, ownFolder, test } from './test.ts';

/** Two layers of three experts that no family would recognise. */
async function writeStrange(): Promise<string> {
  const path = join(ownFolder(), 'strange.safetensors');
  const layers = [0, 1].flatMap((layer) => [
    ...[0, 1, 2].flatMap((expert) => [
      [`net/${layer}/ffn-e${expert}/in`, 'F32', [16, 8]] as const,
      [`net/${layer}/ffn-e${expert}/out`, 'F32', [8, 16]] as const,
    ]),
    [`net/${layer}/choose`, 'F32', [3, 8]] as const,
  ]);
  await writeFile(path, fileOf(layers));
  return path;
}

test('names are corrected by hand, in the link and back', async ({ app }) => {
  const path = await writeStrange();
  await app.visit();
  await app.open(path);
  expect(await app.facts('strange')).not.toContain('3 experts');

  await app.page.getByRole('button', { name: 'Say what the tensors are' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'What the tensors are' });
  await dialog.getByRole('button', { name: 'Add a rule for net/{layer}/ffn-e{expert}/in' }).click();
  await expect(dialog.getByText('6 tensors: layers 0 to 1, experts 0 to 2')).toBeVisible();
  await expect(dialog.getByRole('status')).toHaveText('Read so, 2 layers have experts, 3 each.');
  await dialog.getByRole('button', { name: 'Add a rule for net/{layer}/ffn-e{expert}/out' }).click();
  await dialog.getByRole('combobox', { name: 'projection' }).last().selectOption('down');
  await dialog.getByRole('button', { name: 'Add a rule', exact: true }).click();
  await dialog.getByLabel('Names of rule 3').fill('net/{layer}/{choose');
  await expect(dialog.getByText('“{choose” is neither {layer} nor {expert}')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Read it so' })).toBeDisabled();
  await dialog.getByLabel('Names of rule 3').fill('net/{layer}/choose');
  await dialog.getByRole('combobox', { name: 'are' }).last().selectOption('a router');
  await dialog.getByRole('button', { name: 'Read it so' }).click();
  await app.idle();

  const facts = await app.facts('strange');
  expect(facts).toContain('3 experts');
  expect(facts).toContain('2 layers');
  expect(facts.find((fact) => fact.endsWith('corrected by hand'))).toBeDefined();
  expect(await app.chips()).toEqual([expect.stringContaining('All experts')]);
  const sentence = await app.sentence();

  const fragment = await app.fragment();
  expect(fragment).toContain('map=0~net/');
  await app.visit();
  await app.visit(fragment);
  await app.open(path);
  expect(await app.facts('strange')).toEqual(facts);
  expect(await app.sentence()).toBe(sentence);

  await app.page.getByRole('button', { name: 'Say what the tensors are' }).click();
  await expect(dialog.getByLabel('Names of rule 1')).toHaveValue('net/{layer}/ffn-e{expert}/in');
  await dialog.getByRole('button', { name: 'Read as it was guessed' }).click();
  await app.idle();
  expect(await app.facts('strange')).not.toContain('3 experts');
  expect(await app.fragment()).not.toContain('map=');
});
