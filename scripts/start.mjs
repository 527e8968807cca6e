import util from 'node:util';
import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { openInBrowser } from './open.mjs';
import { explain, messageOf, Problem } from './problem.mjs';
import { addressFrom, servePage } from './serve.mjs';

const usage = `Usage: npm start -- [--no-open] [--base /PATH/] [--plain]

Installs what is missing, builds the page if its sources changed, serves it and opens the browser.

  --no-open       do not open the browser
  --base /PATH/   serve under a sub-path, as a static host may
  --plain         leave out the COOP and COEP headers: the page then has fewer threads and the same results

PORT and HOST in the environment choose the address (the first free port from 4173 on, this computer only).`;

async function main() {
  const { base, help, isOpened, isPlain } = readArguments();
  if (help) {
    console.log(usage);
    return;
  }
  const address = addressFrom(process.env);
  await ensureDependencies();
  if (await ensureBuild('page')) console.log('Built the page.');
  const { url, close } = await servePage({ ...address, base, isolated: !isPlain });
  console.log(`MoE Scope is at ${url} (Ctrl-C ends it).`);
  if (isOpened) openInBrowser(url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close());
}

function readArguments() {
  try {
    const { values } = util.parseArgs({
      options: {
        'no-open': { type: 'boolean', default: false },
        base: { type: 'string', default: '/' },
        plain: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    // `npm start --no-open`, without the dashes between, reaches a script only as npm's own setting.
    const isOpened = !values['no-open'] && process.env.npm_config_open !== '';
    return {
      base: `/${values.base}/`.replace(/\/+/g, '/'),
      help: values.help,
      isOpened,
      isPlain: values.plain,
    };
  } catch (error) {
    throw new Problem(`${messageOf(error)}\n\n${usage}`, 2);
  }
}

await main().catch(explain);
