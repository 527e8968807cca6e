import { ensureDependencies } from './dependencies.mjs';
import { explain } from './problem.mjs';
import { root } from './root.mjs';
import { addressFrom } from './serve.mjs';

async function main() {
  const { host, port } = addressFrom(process.env);
  await ensureDependencies();
  const { createServer } = await import('vite');
  const server = await createServer({
    root,
    server: { host, ...(port === undefined ? {} : { port, strictPort: true }) },
  });
  await server.listen();
  server.printUrls();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void server.close().then(() => process.exit()));
}

await main().catch(explain);
