import { Fault } from '../core/fault.ts';
import { enterToken } from '../formats/sources/credentials.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { measureMatrix } from '../scan/ordered/measure-matrices.ts';
import { PartReader } from '../scan/part-values.ts';
import { serve } from './channel.ts';
import type { MatricesContract } from './matrices-contract.ts';

let reader: PartReader | null = null;

serve<MatricesContract>(self, {
  enterToken: (credential) => {
    enterToken(credential);
    return null;
  },
  begin: (plan) => {
    reader = new PartReader(plan, sourceOf);
    return null;
  },
  measure: async ({ matrices, tables }, { signal, report }) => {
    if (reader === null)
      throw new Fault('internal', { detail: 'matrices were asked for before a checkpoint' });
    const answers = [];
    for (const matrix of matrices) {
      answers.push(await measureMatrix(reader, { matrix, tables }, { signal }));
      report(matrix.rows * matrix.columns);
    }
    return answers;
  },
});
