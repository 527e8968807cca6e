/** What columns are usually called: guesses that a person can overrule. */

export const labelNames =
  /^(labels?|class(es)?|targets?|categor(y|ies)|sentiment|species|y|s|answer|intent)$/i;
export const textNames =
  /^(texts?|reviews?|sentences?|content|messages?|comments?|documents?|body|tweets?|t|question|utterance)$/i;
/** Numbers that say nothing of a sample. */
export const identityNames = /^(id|index|idx|row|number|no\.?|#|unnamed: \d+|.*_id)$/i;
