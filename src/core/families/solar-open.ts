import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const solarOpen = defineFamily({
  id: 'solar_open',
  name: 'Solar-Open',
  modelTypes: ['solar_open'],
  architectures: ['SolarOpenForCausalLM'],
  layouts: [perExpertMlp],
  isNamedBySettings: true,
});
