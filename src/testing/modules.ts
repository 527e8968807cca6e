import ts from 'typescript';

/** What one source file asks of others, as far as the architecture is concerned. */
export interface Module {
  /** From the checkout's folder, with forward slashes: `src/core/curve.ts`. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Lines where a Worker or a SharedWorker is made. */
  readonly workerLines: readonly number[];
  /** Lines with the type that is none. */
  readonly anyLines: readonly number[];
}

export interface Import {
  /** As written, less a query: `./curve.ts`, `d3`. */
  readonly specifier: string;
  /** What Vite is asked to make of the file: `url`, `raw`, `worker`; empty for none. */
  readonly query: string;
  /** Leaves nothing behind at run time. */
  readonly isTypeOnly: boolean;
  readonly line: number;
}

/** Reads one module's imports with TypeScript's own parser; what is wrong with its syntax is the compiler's to say. */
export function parseModule(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const imports: Import[] = [];
  const workerLines: number[] = [];
  const anyLines: number[] = [];
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) {
      const [specifier = '', query = ''] = found.specifier.split('?');
      imports.push({ specifier, query, isTypeOnly: found.isTypeOnly, line: lineOf(node) });
    }
    if (makesWorker(node)) workerLines.push(lineOf(node));
    if (node.kind === ts.SyntaxKind.AnyKeyword) anyLines.push(lineOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, imports, workerLines, anyLines };
}

/** `import`, `export ... from`, `import()` and `import('...').Type`; a computed address counts as one that leads nowhere. */
function importOf(node: ts.Node): { specifier: string; isTypeOnly: boolean } | null {
  if (ts.isImportDeclaration(node)) {
    const isTypeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: textOf(node.moduleSpecifier), isTypeOnly };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), isTypeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: textOf(node.argument.literal), isTypeOnly: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { specifier: textOf(node.arguments[0]), isTypeOnly: false };
  }
  return null;
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : '(computed)';
}

function makesWorker(node: ts.Node): boolean {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    ['Worker', 'SharedWorker'].includes(node.expression.text)
  );
}
