export type { OpenableFile } from '../../core/checkpoint.ts';
