/** Papers that several parts are from. */
import type { Paper } from './part.ts';

export const jacobs1991: Paper = {
  title: 'Adaptive Mixtures of Local Experts',
  cite: 'Jacobs, Jordan, Nowlan & Hinton 1991',
};

export const shazeer2017: Paper = {
  title: 'Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer',
  cite: 'Shazeer et al. 2017',
  arxiv: '1701.06538',
};

export const switchTransformers: Paper = {
  title: 'Switch Transformers',
  cite: 'Fedus, Zoph & Shazeer 2021',
  arxiv: '2101.03961',
};

export const vMoe: Paper = {
  title: 'Scaling Vision with Sparse Mixture of Experts',
  cite: 'Riquelme et al. 2021',
  arxiv: '2106.05974',
};

export const krishnamurthy2023: Paper = {
  title: 'Improving Expert Specialization in Mixture of Experts',
  cite: 'Krishnamurthy, Watkins & Gaertner 2023',
  arxiv: '2302.14703',
};

export const deepSeekV3: Paper = {
  title: 'DeepSeek-V3 Technical Report',
  cite: 'DeepSeek-AI 2024',
  arxiv: '2412.19437',
};

export const vision2026: Paper = {
  title: 'Mixture-of-Experts Models in Vision: Routing, Optimization, and Generalization',
  cite: 'Rokah, Veress, Caulk & Sharan 2026',
  arxiv: '2601.15021',
};

export const xMoe: Paper = {
  title: 'XMoE: Sparse Models with Fine-grained and Adaptive Expert Selection',
  cite: 'Yang et al. 2024',
  arxiv: '2403.18926',
};

export const expertChoice2022: Paper = {
  title: 'Mixture-of-Experts with Expert Choice Routing',
  cite: 'Zhou et al. 2022',
  arxiv: '2202.09368',
};

export const lossFree2024: Paper = {
  title: 'Auxiliary-Loss-Free Load Balancing Strategy for Mixture-of-Experts',
  cite: 'Wang et al. 2024',
  arxiv: '2408.15664',
};

export const softMoe2023: Paper = {
  title: 'From Sparse to Soft Mixtures of Experts',
  cite: 'Puigcerver, Riquelme, Mustafa & Houlsby 2023',
  arxiv: '2308.00951',
};

export const lasso1996: Paper = {
  title: 'Regression Shrinkage and Selection via the Lasso',
  cite: 'Tibshirani 1996',
};

export const weightDecay1991: Paper = {
  title: 'A Simple Weight Decay Can Improve Generalization',
  cite: 'Krogh & Hertz 1991',
};

export const deepSeekMoe: Paper = {
  title: 'DeepSeekMoE: Towards Ultimate Expert Specialization in Mixture-of-Experts Language Models',
  cite: 'Dai et al. 2024',
  arxiv: '2401.06066',
};
