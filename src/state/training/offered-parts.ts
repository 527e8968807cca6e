/** What a trainer offers, as the types that views draw forms from. */
export type {
  BackendFacts,
  BackendName,
  DatasetOffer,
  ExpertStrip,
  Paper,
  PartOffer,
  Preset,
  RecipeFacts,
  TrainerOffer,
} from '../../workers/trainer-contract.ts';
