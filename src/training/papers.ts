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
