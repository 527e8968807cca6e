/** No command works yet: each call is told how it will be made. */
console.error(
  'Usage: npm run --silent cli -- scan PATH_OR_URL... [--scope SCOPE] [--at FRACTIONS] [--json | --out FILE]',
);
process.exitCode = 2;
