import util from 'node:util';
import { ensureBundled } from './datasets/bundle.mjs';
import { sources } from './datasets/sources.mjs';
import { dataFolder, ensurePrepared, isPrepared, writeIndex } from './datasets/store.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { explain, messageOf, Problem } from './problem.mjs';

const usage = `Usage: npm run data -- [NAME...]

Fetches datasets and makes them ready for training; they lie in .data/ and are served beside the page. Without a name
it lists them: ${sources.map(({ id }) => id).join(', ')}.`;

const heartbeatMilliseconds = 10_000;

async function main() {
  const { names, help } = readArguments();
  if (help) {
    console.log(usage);
    return;
  }
  const unknown = names.filter((name) => !sources.some(({ id }) => id === name));
  if (unknown.length > 0) throw new Problem(`There is no dataset ${unknown.join(', ')}.\n\n${usage}`, 2);
  await ensureDependencies();
  await ensureBundled();
  for (const source of sources.filter(({ id }) => names.includes(id))) await prepareOne(source);
  await list();
}

/** @param {import('./datasets/store.mjs').Source} source */
async function prepareOne(source) {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(0);
  let doing = '';
  const report = (/** @type {string} */ words) => {
    doing = words;
    console.log(`${source.id}: ${words} ...`);
  };
  // npm says nothing while it fetches.
  const heartbeat = setInterval(() => {
    if (doing !== '') console.log(`${source.id}: still ${doing}, ${seconds()} s so far`);
  }, heartbeatMilliseconds);
  try {
    if (!(await ensurePrepared(source, { report }))) return;
    console.log(`${source.id}: ready after ${seconds()} s`);
  } finally {
    clearInterval(heartbeat);
    await writeIndex(dataFolder);
  }
}

async function list() {
  for (const source of sources) {
    const isReady = await isPrepared(source);
    const download =
      source.downloadBytes > 0 ? ` (${(source.downloadBytes / 1e6).toFixed(0)} MB to fetch)` : '';
    const state = isReady ? 'ready' : `npm run data -- ${source.id}${download}`;
    console.log(`${source.name.padEnd(16)}${state}`);
  }
}

function readArguments() {
  try {
    const { values, positionals } = util.parseArgs({
      options: { help: { type: 'boolean', short: 'h', default: false } },
      allowPositionals: true,
    });
    return { names: positionals, help: values.help };
  } catch (error) {
    throw new Problem(`${messageOf(error)}\n\n${usage}`, 2);
  }
}

await main().catch(explain);
