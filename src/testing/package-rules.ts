/** The part of package.json that is held to rules. */
export interface PackageManifest {
  readonly license?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * @param files Every committed file, for the scripts to be found among.
 * @returns One line for each violation.
 */
export function checkPackage(manifest: PackageManifest, files: ReadonlySet<string>): string[] {
  const { scripts = {}, dependencies = {}, devDependencies = {} } = manifest;
  const wanted = { license: 'MIT', private: true, type: 'module' } as const;
  const fields = (['license', 'private', 'type'] as const)
    .filter((field) => manifest[field] !== wanted[field])
    .map((field) => `package.json: ${field} is not ${wanted[field]}`);
  const engine = manifest.engines?.node === '>=20.19' ? [] : ['package.json: engines.node is not >=20.19'];
  const versions = Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !exactVersion.test(version))
    .map(([name, version]) => `package.json: ${name} ${version} is no exact version`);
  const missing = Object.values(scripts)
    .flatMap((command) => /^node (\S+\.mjs)/.exec(command)?.[1] ?? [])
    .filter((file) => !files.has(file))
    .map((file) => `package.json: there is no ${file}`);
  return [...fields, ...engine, ...versions, ...missing];
}
