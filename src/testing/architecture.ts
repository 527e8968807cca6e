import { posix } from 'node:path';
import type { Import, Module } from './modules.ts';

/** What the modules of one floor, a folder of `src/`, may import. */
export interface Floor {
  readonly floors: readonly string[];
  /** Floors that its `*.worker.ts` may import besides, and its other modules only types of. */
  readonly workerFloors?: readonly string[];
  readonly packages: readonly string[];
  /** Whether it may use Node's own modules. */
  readonly isNode?: boolean;
}

/** The floor plan, and what tests on any floor may import besides. */
export interface FloorPlan {
  readonly floors: Readonly<Record<string, Floor>>;
  readonly tests: Floor;
}

/**
 * Checks every import against the floor plan.
 * @param files Every file under `src/`, modules or not.
 * @returns One line for each violation.
 */
export function checkFloors(
  modules: readonly Module[],
  files: ReadonlySet<string>,
  plan: FloorPlan,
): string[] {
  const unplanned = [...new Set(modules.map(({ path }) => floorOf(path)))].filter(
    (name) => !plan.floors[name],
  );
  const outside = modules.flatMap((module) =>
    module.imports.flatMap((entry) => {
      const problem = problemOf(module, entry, { files, plan });
      return problem === null ? [] : [`${module.path}:${entry.line} imports ${entry.specifier}: ${problem}`];
    }),
  );
  return [...unplanned.map((name) => `src/${name} is no floor of the plan`), ...outside];
}

/** The floor of a path under `src/`; a file that lies on none belongs to `main`. */
export function floorOf(path: string): string {
  const [, folder, rest] = path.split('/');
  return rest === undefined || folder === undefined ? 'main' : folder;
}

function problemOf(
  { path }: Module,
  { specifier, isTypeOnly }: Import,
  { files, plan }: { files: ReadonlySet<string>; plan: FloorPlan },
): string | null {
  const name = floorOf(path);
  const own = plan.floors[name];
  if (!own) return null;
  const isTest = /\.test\.tsx?$/.test(path);
  const allowed = isTest ? [own, plan.tests] : [own];
  if (!specifier.startsWith('.')) return problemOfPackage(specifier, allowed);

  const target = resolve(path, specifier);
  if (!files.has(target)) return 'there is no such file under src/ (the extension is part of its name)';
  const floor = floorOf(target);
  const reachable = [name, ...allowed.flatMap(({ floors }) => floors)];
  if (isTest || isTypeOnly || path.endsWith('.worker.ts')) reachable.push(...(own.workerFloors ?? []));
  if (reachable.includes(floor)) return null;
  return own.workerFloors?.includes(floor)
    ? `${name} imports ${floor} only from *.worker.ts, or as a type`
    : `${name} may not import ${floor}`;
}

function problemOfPackage(specifier: string, allowed: readonly Floor[]): string | null {
  if (specifier.startsWith('node:')) {
    return allowed.some(({ isNode }) => isNode) ? null : 'this floor also runs where there is no Node';
  }
  const name = packageOf(specifier);
  return allowed.some(({ packages }) => packages.includes(name))
    ? null
    : `this floor may not use the package ${name}`;
}

/** `@scope/name/inner.css` belongs to `@scope/name`. */
export function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

/** Whatever is untyped spreads: `unknown` asks to be looked at instead. */
export function checkTypes(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, anyLines }) =>
    anyLines.map((line) => `${path}:${line} gives up on a type`),
  );
}

/** The page's threads start in `src/workers`, so that one place knows how many there are; Node's in `src/cli`. */
export function checkWorkers(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => !['workers', 'cli'].includes(floorOf(path)))
    .flatMap(({ path, workerLines, imports }) => [
      ...workerLines.map((line) => `${path}:${line} constructs a worker, which only src/workers may do`),
      ...imports
        .filter(({ query }) => query.includes('worker'))
        .map(
          ({ specifier, line }) =>
            `${path}:${line} imports ${specifier} as a worker, which only src/workers may do`,
        ),
    ]);
}

/**
 * Finds modules that import themselves by way of others, types included: what is entangled cannot be read alone.
 * @returns One line for each cycle, from its first module in alphabetical order.
 */
export function findCycles(modules: readonly Module[]): string[] {
  const targets = new Map(
    modules.map(({ path, imports }) => [path, imports.map(({ specifier }) => resolve(path, specifier))]),
  );
  const cycles: string[] = [];
  const finished = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || finished.has(path)) return;
    for (const target of targets.get(path) ?? []) walk(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of [...targets.keys()].sort()) walk(path, []);
  return cycles;
}

const cases = { 'kebab-case': /^[a-z0-9]+(-[a-z0-9]+)*$/, PascalCase: /^([A-Z][a-z0-9]*)+$/ } as const;
const emptyName = /^(utils?|helpers?|types?|constants?|common|misc)$/;

/** Names say the idea: components in PascalCase, other code in kebab-case, and no drawer for odds and ends. */
export function checkFileNames(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const parts = path.split('/');
    const file = parts.pop() ?? '';
    const [stem = ''] = file.split('.');
    const empty = [...parts, stem].find((part) => emptyName.test(part));
    if (empty !== undefined) return [`${path}: "${empty}" names no idea`];
    const allowed = casesOf(file);
    if (allowed.length === 0 || allowed.some((name) => cases[name].test(stem))) return [];
    return [`${path}: a file like this is named in ${allowed.join(' or ')}`];
  });
}

/** How a file may be named; nothing for what is no code. A style may belong to one component or to several. */
function casesOf(file: string): readonly (keyof typeof cases)[] {
  if (file.endsWith('.css')) return ['PascalCase', 'kebab-case'];
  if (file.endsWith('.tsx') && file !== 'main.tsx') return ['PascalCase'];
  return /\.(ts|tsx|js|mjs)$/.test(file) ? ['kebab-case'] : [];
}
