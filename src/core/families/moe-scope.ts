import { defineFamily } from './family.ts';
import { moeScopeLayout } from './layouts/moe-scope.ts';

export const moeScope = defineFamily({
  id: 'moe_scope',
  name: 'MoE Scope',
  modelTypes: ['moe_scope'],
  architectures: ['MoeScopeClassifier'],
  layouts: [moeScopeLayout],
});
