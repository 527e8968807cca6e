/**
 * Which names in a pickle mean code that would run. Nothing is ever called here, so nothing can run either way; but a
 * checkpoint that asks for `os.system` is an attack on whoever loads it with PyTorch, and saying so is worth more
 * than showing its tensors. Unknown classes (configurations, optimisers) are no such thing.
 * The lists follow what picklescan and fickling (https://github.com/trailofbits/fickling) flag.
 */

/** Modules with no business in a checkpoint, whatever is asked of them. */
const unsafeModules = words(`
  os posix nt pty sys subprocess _posixsubprocess commands popen2 shutil runpy code codeop pdb bdb trace timeit profile
  cProfile doctest pydoc importlib imp pkgutil zipimport pip ensurepip venv socket socketserver ssl http httplib urllib
  urllib2 requests aiohttp httpx ftplib smtplib poplib imaplib telnetlib nntplib xmlrpc webbrowser ctypes _ctypes cffi
  multiprocessing asyncio pickle _pickle cPickle cloudpickle shelve marshal fileinput`);

const unsafeBuiltins = words(`
  eval exec execfile compile open file input raw_input setattr delattr __import__ globals locals vars apply
  breakpoint exit quit help map filter reduce`);

/** Functions of otherwise harmless modules that load pickles, open files, or make and run code. */
const unsafeNames = words(`
  numpy.load numpy.lib.npyio.load numpy.lib._npyio_impl.load numpy.fromfile numpy.memmap
  numpy.testing._private.utils.runstring torch.load torch.save torch.serialization.load torch.serialization._load
  torch.serialization.save torch.compile torch.library.load_library pandas.read_pickle pandas.io.pickle.read_pickle
  pandas.eval joblib.load dill.load dill.loads dill._dill.load dill._dill.loads dill._dill._create_function
  dill._dill._create_code dill._dill._import_module dill._dill._eval_repr types.FunctionType types.CodeType
  types.LambdaType io.open io.FileIO _io.open _io.FileIO functools.reduce operator.methodcaller operator.attrgetter`);

/** Parts of packages that compile, run or fetch code. */
const unsafePackages = [
  'torch.jit',
  'torch.hub',
  'torch.ops',
  'torch.utils.cpp_extension',
  'torch.distributed.rpc',
];

const builtins = words('builtins __builtin__ __builtins__');

/**
 * What whole modules say to name a function of PyTorch's (`getattr(torch._C._VariableFunctions, 'relu')`). Safe as far
 * as the name is that it leads to, which is for whoever carries out the call to check.
 */
export function isGetattr({ path }: { readonly path: string }): boolean {
  return path === 'builtins.getattr' || path === '__builtin__.getattr';
}

/**
 * True if calling this name could do more than build a value. `name` may lead through attributes
 * (`serialization.os.system`), as protocol 4 allows.
 */
export function isUnsafeGlobal(module: string, name: string): boolean {
  const [root = ''] = module.split('.');
  const attributes = name.split('.');
  if (builtins.has(root)) return attributes.some((part) => unsafeBuiltins.has(part));
  return (
    unsafeModules.has(root) ||
    unsafeNames.has(`${module}.${name}`) ||
    unsafePackages.some((part) => `${module}.`.startsWith(`${part}.`)) ||
    (attributes.length > 1 && attributes.some(leadsElsewhere))
  );
}

/** An attribute by which a harmless module's name would reach one of the modules above. */
function leadsElsewhere(attribute: string): boolean {
  return unsafeModules.has(attribute) || builtins.has(attribute) || /^__(?!new__$)\w+__$/.test(attribute);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
