/** What a recipe costs, before anything of it is allocated. */
import type { Recipe } from '../core/recipe.ts';
import { Model, type ModelContext } from './model.ts';
import { chosenPart } from './part.ts';
import { PlannedWeights } from './planned-weights.ts';
import { routers } from './routers/index.ts';

export interface RecipeCost {
  readonly parameters: number;
  /** Weights that one sample passes through; where it has several tokens, one token. */
  readonly activeParameters: number;
  /** Multiply–adds of one sample forwards, as every expert for everything and as the router needs. */
  readonly denseOperations: number;
  readonly routedOperations: number;
}

/** The model of a recipe without problems in its parts, with weights that have no values. */
export function plannedModel(recipe: Recipe, context: ModelContext): Model {
  return new Model(recipe, context, new PlannedWeights());
}

/** Of a recipe without problems (`compatibility.ts`). */
export function costOf(recipe: Recipe, context: ModelContext): RecipeCost {
  const model = plannedModel(recipe, context);
  const { weights } = model;
  const { experts } = model;
  const used = Math.min(experts, chosenPart(routers, recipe.router).used(recipe.router.values, experts));
  const ofExperts = weights
    .all()
    .filter(({ group }) => group === 'experts')
    .reduce((sum, { variable }) => sum + variable.size, 0);
  return {
    parameters: weights.count(),
    activeParameters: Math.round(weights.count() - ofExperts * (1 - used / experts)),
    denseOperations: model.operations(experts),
    routedOperations: Math.round(model.operations(used)),
  };
}
