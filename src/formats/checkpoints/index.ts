/** Every checkpoint format that is read. A format is one file here and one line below; the first that recognises wins. */
import type { CheckpointFormat } from '../format.ts';
import { flax } from './flax.ts';
import { gguf } from './gguf.ts';
import { hdf5 } from './hdf5.ts';
import { keras } from './keras.ts';
import { npy } from './npy.ts';
import { npz } from './npz.ts';
import { onnx } from './onnx.ts';
import { pytorchLegacy } from './pytorch-legacy.ts';
import { pytorch } from './pytorch.ts';
import { safetensors } from './safetensors.ts';
import { tfjs } from './tfjs.ts';

export const checkpointFormats = [
  safetensors,
  gguf,
  npy,
  npz,
  hdf5,
  keras,
  pytorchLegacy,
  pytorch,
  onnx,
  tfjs,
  flax,
] as const satisfies readonly CheckpointFormat[];

export type CheckpointFormatId = (typeof checkpointFormats)[number]['id'];
