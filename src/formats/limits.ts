/**
 * Ceilings for every number that a file can lie about. Each is far above what real checkpoints hold and far below
 * what would exhaust a tab; a value beyond ends in an `over-limit` fault before anything is allocated for it.
 */

/** The safetensors crate refuses headers above this (safetensors/src/tensor.rs, MAX_HEADER_SIZE). */
export const MAX_SAFETENSORS_HEADER_BYTES = 100_000_000;

/** Index of the largest public model so far: about 60 MB, 497,000 entries. */
export const MAX_INDEX_BYTES = 200_000_000;

export const MAX_CONFIG_BYTES = 16_000_000;

/** Tensors in one checkpoint. */
export const MAX_TENSORS = 4_000_000;

/** Axes of a tensor; NumPy allows 64, real weights have up to 6. */
export const MAX_AXES = 64;

/** Elements of a tensor, and end offsets: beyond it doubles no longer count exactly. */
export const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** Files dropped together. */
export const MAX_FILES = 20_000;

/** Nesting of JSON; a safetensors header has 3 levels, config.json about 6. */
export const MAX_JSON_DEPTH = 64;

/** Objects and arrays in one JSON text: a tensor of a safetensors header has 3. */
export const MAX_JSON_CONTAINERS = 6_000_000;

/** Elements and members in one JSON text, objects and arrays among them. */
export const MAX_JSON_VALUES = 20_000_000;

/** Central directory of an archive; a million members take about 100 MB. */
export const MAX_ZIP_DIRECTORY_BYTES = 200_000_000;

/** The best that deflate can do: 258 bytes from 2 bits (zlib's own figure is 1032 : 1). */
export const MAX_DEFLATE_RATIO = 1032;

/** A pickled state dict takes some 150 bytes a tensor: room for 600,000 tensors in one file. */
export const MAX_PICKLE_BYTES = 100_000_000;

/** Steps of one pickle, some 50 a tensor. */
export const MAX_PICKLE_OPERATIONS = 30_000_000;

/** Lists, tuples, dicts and objects that one pickle builds, some 6 a tensor; each costs up to 200 bytes here. */
export const MAX_PICKLE_CONTAINERS = 4_000_000;

/** Bytes (or digits) of one pickled integer; real ones are hashes and random states. */
export const MAX_PICKLE_INTEGER_BYTES = 10_000;

/** Containers inside each other on the way to a tensor; a deep module tree takes about 40. */
export const MAX_PICKLE_DEPTH = 200;

/** NumPy itself refuses headers above 10,000 characters unless told otherwise. */
export const MAX_NPY_HEADER_BYTES = 100_000;

/** Characters of all tensors' names together: a hundred for each of two million tensors. */
export const MAX_NAME_CHARACTERS = 200_000_000;

/** A GGUF header is its tokenizer, mostly: 5 to 20 MB. */
export const MAX_GGUF_HEADER_BYTES = 256_000_000;

/** Keys of a GGUF file; real ones have some fifty. */
export const MAX_GGUF_KEYS = 20_000;

/** ggml itself takes strings up to 2^30 bytes; the longest real ones are chat templates of 20 kB. */
export const MAX_GGUF_STRING_BYTES = 10_000_000;

/** Arrays inside arrays of GGUF metadata; real ones are flat. */
export const MAX_GGUF_DEPTH = 8;

/** What an HDF5 file says of itself: a dataset takes about a kilobyte with its group. */
export const MAX_HDF5_METADATA_BYTES = 400_000_000;

/** Parts of one HDF5 object's header; real ones have some ten. */
export const MAX_HDF5_MESSAGES = 10_000;

/** Nodes of all trees of one HDF5 file: a group of Keras has two. */
export const MAX_HDF5_NODES = 2_000_000;

/** Chunks of one dataset. */
export const MAX_HDF5_CHUNKS = 1_000_000;

/** Chunks that lie side by side along all axes but the first are unpacked together. */
export const MAX_HDF5_SLAB_BYTES = 256_000_000;

/** A .keras archive that is packed, which Keras does not do, is unpacked in memory up to this. */
export const MAX_PACKED_KERAS_BYTES = 256_000_000;

/** Parts of one protobuf file that are looked at: a large graph has a hundred thousand nodes. */
export const MAX_PROTOBUF_FIELDS = 20_000_000;

/** A part of an ONNX tensor that says something of it: a name, a shape. */
export const MAX_ONNX_FIELD_BYTES = 1_000_000;

/** Numbers of ONNX that have to be unpacked, all together: small ones, or none. */
export const MAX_ONNX_UNPACKED_BYTES = 256_000_000;

/** A TensorFlow.js model.json: its topology, mostly; that of a large graph has some 10 MB. */
export const MAX_TFJS_JSON_BYTES = 100_000_000;

/** Texts that a TensorFlow.js weight holds: each has to be stepped over by itself. */
export const MAX_TFJS_TEXTS = 10_000;

/** Maps inside maps of Flax parameters; real ones have some ten. */
export const MAX_MSGPACK_DEPTH = 64;

/** Keys and numbers of a msgpack file: a few for each array. */
export const MAX_MSGPACK_TOKENS = 20_000_000;

/** A key of Flax parameters, or the name of an element type. */
export const MAX_MSGPACK_TEXT_BYTES = 10_000;
