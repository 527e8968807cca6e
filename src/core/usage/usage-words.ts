/** What every chart of usage says, in words: the source of the boxes behind its question marks. */
import type { TraceFacts } from '../trace/trace-sink.ts';

export interface UsageNotion {
  readonly name: string;
  readonly formula: string;
  readonly explanation: string;
  readonly reference: { readonly text: string; readonly href?: string };
}

const olmoe = {
  text: 'OLMoE, Muennighoff et al. 2024, arXiv 2409.02060',
  href: 'https://arxiv.org/abs/2409.02060',
};
const krishnamurthy = {
  text: 'Krishnamurthy, Watkins & Gaertner 2023, arXiv 2302.14703',
  href: 'https://arxiv.org/abs/2302.14703',
};
const counted = { text: 'Counted' };

export const usageNotions = {
  load: {
    name: 'Load',
    formula: 'qᵢ = nᵢ ⁄ Σn',
    explanation:
      'How the choices of a layer fall on its experts. Whiskers hold 95 %: where the trace tells texts or batches apart, whole ones are drawn again a thousand times, for tokens of one text are alike; elsewhere Wilson’s interval takes tokens as independent, which is too narrow for texts.',
    reference: {
      text: 'Cluster bootstrap: Davison & Hinkley 1997, 3.8; Wilson 1927',
    },
  },
  lorenz: {
    name: 'Lorenz curve',
    formula: 'L(r ⁄ E) = Σ of the r smallest n ⁄ Σn',
    explanation:
      'Experts from the least to the most loaded, and the share of all choices that the first of them have. On the diagonal all are used alike; the dotted line is the most uneven that k different experts a token allow.',
    reference: { text: 'Lorenz 1905' },
  },
  time: {
    name: 'Load over time',
    formula: 'qᵢ(t) = nᵢ(t) ⁄ Σn(t)',
    explanation:
      'The share of choices of each expert, step by step. Even use is the middle of the colours: twice as much is as far up as half as much is down.',
    reference: counted,
  },
  gate: {
    name: 'Gate entropy, all experts',
    formula: 'H(p(x)) = −Σ pᵢ(x) log₂ pᵢ(x),  up to log₂ E',
    explanation:
      'How unsure the gate is of a single token, over all experts, chosen or not. H_s is its mean over tokens; H_u is the entropy of the mean distribution, which is high if all experts are used. Low H_s beside high H_u divides work well.',
    reference: krishnamurthy,
  },
  selected: {
    name: 'Entropy of the selected weights',
    formula: 'H(w(x)),  w = g ⁄ Σg over the k chosen,  up to log₂ k',
    explanation:
      'How evenly a token’s chosen experts share its output, their weights made to sum to 1. Its scale ends at log₂ k, so it is never drawn on the axis of the full distribution.',
    reference: krishnamurthy,
  },
  highest: {
    name: 'Top-1 probability',
    formula: 'max pᵢ(x)',
    explanation: 'The largest probability that a token’s gate gives to any expert.',
    reference: counted,
  },
  margin: {
    name: 'Margin',
    formula: 'p₍₁₎(x) − p₍₂₎(x)',
    explanation:
      'By how much the first choice is ahead of the second. Near 0 a small change, a quantisation say, flips them.',
    reference: counted,
  },
  idle: {
    name: 'Dead and nearly dead experts',
    formula: 'nᵢ < 0.1 · Σn ⁄ E;  if nᵢ = 0: chance ≤ 1 − 0.05^(1⁄T) ≈ 3 ⁄ T',
    explanation:
      'Experts with less than a tenth of an even share. “Chance at most” is an upper 95 % bound of the chance that a token chooses it; “sure” means that even the bound is below a tenth of an even share. Tokens are taken as independent, so the bounds are too tight for few texts.',
    reference: { text: 'Rule of three: Hanley & Lippman-Hand 1983; Wilson 1927' },
  },
  pairs: {
    name: 'Co-activation',
    formula: 'lift = N_ij ⁄ E[N_ij],  residual = (N_ij − E[N_ij]) ⁄ √E[N_ij]',
    explanation:
      'How often two experts are chosen by the same token, against what the observed loads alone would give: the distribution of largest entropy over sets of k experts (conditional Bernoulli). The plain nᵢ nⱼ ⁄ T would make every pair seem to repel, for who has taken i has one choice less for j.',
    reference: { text: 'Chen, Dempster & Liu 1994, Biometrika 81, 457' },
  },
  flow: {
    name: 'Flow between layers',
    formula: 'lift = N_ij Σ ⁄ (N_i. N_.j)',
    explanation:
      'Where tokens of an expert go in the next layer of the trace, against layers that know nothing of each other. I(E;E′) is how much one choice tells of the other.',
    reference: counted,
  },
  classes: {
    name: 'Specialisation by class',
    formula: 'lift = (N(i, D) ⁄ N(D)) ⁄ (N(i) ⁄ N)',
    explanation:
      'The share of a class’s tokens that choose an expert, against its share of all tokens: 1 where the class makes no difference. The mutual information is corrected for the bias of finite counts; where there is nothing to tell it scatters about 0.',
    reference: olmoe,
  },
  saturation: {
    name: 'Router saturation',
    formula: 'mean over tokens x of |S_t(x) ∩ S_T(x)| ⁄ k',
    explanation:
      'How many of the experts that a token chooses in this trace it chose in the other too: 1 where routing is the same, at the dashed line where the two know nothing of each other. OLMoE measures by it how early in training routers settle.',
    reference: olmoe,
  },
  vocabulary: {
    name: 'Vocabulary specialisation',
    formula: 'mean over token ids v of maxᵢ P(i | v)',
    explanation:
      'For each token id the share of its occurrences that go to the expert it goes to most. A rare id finds a favourite by chance, so k ⁄ E is the wrong baseline: the same is computed with ids shuffled.',
    reference: olmoe,
  },
  scatter: {
    name: 'Weights × usage',
    formula: 'one point an expert',
    explanation:
      'What an expert’s weights are like against how it is used. Heavy but idle: large weights that hardly a token sees. Hot but light: small weights that many tokens pass. Drag over points to pick them; they are the same experts in every panel.',
    reference: { text: 'Weights by their sketch, usage as counted in the trace' },
  },
  similarRouter: {
    name: 'Similarity to the router',
    formula: 'cos(rᵢ, rⱼ),  rᵢ the router’s row of expert i',
    explanation:
      'Experts whose rows of the router point the same way are called by the same tokens. All of the rows are read.',
    reference: counted,
  },
  similarWeights: {
    name: 'Similarity of weights',
    formula: 'cos(wᵢ, wⱼ),  wᵢ all weights of expert i in their order',
    explanation:
      'High for experts that grew from one network (upcycling) or were copied. Hidden units in another order make equal experts look as different as chance, which is 0. Of large experts the same seeded stretches of weights are read, which tells the cosine to about 1 ⁄ √n.',
    reference: {
      text: 'Expert similarity before merging: Li et al. 2023 (M-SMoE), arXiv 2310.01334',
      href: 'https://arxiv.org/abs/2310.01334',
    },
  },
  similarTrace: {
    name: 'Similarity that came with the trace',
    formula: 'CKA(A, B) = ‖BᵀA‖² ⁄ (‖AᵀA‖ ‖BᵀB‖), columns centred',
    explanation:
      'What the producer compared: of a model trained here the class scores that each expert alone would give to the same 500 test samples, by linear CKA; of others what they call it themselves. Experts that say the same can stand in for each other.',
    reference: {
      text: 'Kornblith et al. 2019, arXiv 1905.00414',
      href: 'https://arxiv.org/abs/1905.00414',
    },
  },
  similarUnits: {
    name: 'Similarity of hidden units (linear CKA)',
    formula: 'CKA(A, B) = ‖BᵀA‖² ⁄ (‖AᵀA‖ ‖BᵀB‖), columns centred',
    explanation:
      'Compares the matrices between the model’s width and the hidden units, whatever the order or rotation of the units. Of large experts seeded rows are read; few rows against many units raise all values, so compare pairs with each other rather than with 1.',
    reference: {
      text: 'Kornblith et al. 2019, arXiv 1905.00414',
      href: 'https://arxiv.org/abs/1905.00414',
    },
  },
} as const satisfies Readonly<Record<string, UsageNotion>>;

export type UsageNotionId = keyof typeof usageNotions;

/** How the scores of a router become the probabilities that gate charts are about. */
export function normalisationWords(normalisation: TraceFacts['normalisation'] | undefined): string {
  switch (normalisation) {
    case 'softmax-then-top-k':
      return 'Softmax over all experts, then the top k: the full distribution is the router’s own; the selected weights are its k largest, made to sum to 1 here, which the model itself may not do.';
    case 'top-k-then-softmax':
      return 'Top k of the logits, then softmax over those: the selected weights are the router’s own. The full distribution is what a softmax over all experts would have said; the model never takes it.';
    case 'sigmoid':
      return 'Sigmoid scores, each expert for itself: they do not sum to 1, so they are divided by their sum here before an entropy is taken. It compares layers of this model, less so models.';
    case undefined:
      return 'The trace does not say how scores become weights. A softmax over all experts is taken for the full distribution, and the selected weights are made to sum to 1.';
  }
}
