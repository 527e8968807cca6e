// Fixed once by whoever loads this first; Playwright's workers get it in their environment. Two checkouts on one
// machine can so be tested at once.
process.env.E2E_PORT ??= String(20_000 + 2 * (process.pid % 6_000));

const firstPort = Number(process.env.E2E_PORT);

/** Where the tests find the page as `npm start` serves it: cross-origin isolated. */
export const isolatedHost = { port: firstPort, base: '/' };

/** And as any static host would: under a sub-path, without the headers that threads need. */
export const plainHost = { port: firstPort + 1, base: '/some/where/' };

export function urlOf({ port, base }: { readonly port: number; readonly base: string }): string {
  return `http://localhost:${port}${base}`;
}
