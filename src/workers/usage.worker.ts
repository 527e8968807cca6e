import { loadIntervals } from '../core/usage/load-intervals.ts';
import { analysePairs } from '../core/usage/pair-analysis.ts';
import { analyseSimilarity } from '../core/usage/similarity-analysis.ts';
import { serve } from './channel.ts';
import type { UsageContract } from './usage-contract.ts';

serve<UsageContract>(self, { intervals: loadIntervals, pairs: analysePairs, similarity: analyseSimilarity });
