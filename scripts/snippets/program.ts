import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

interface Import {
  readonly type: string;
  readonly source: { readonly value: string };
  readonly specifiers: readonly { readonly type: string; readonly imported?: { readonly name: string } }[];
}

/** Looks through a program: whether it can be read, and whether what it imports of ours is there. */
export function findProgramProblems(
  text: string,
  language: 'js' | 'ts',
  exportsOf: (module: string) => ReadonlySet<string> | undefined,
): readonly string[] {
  let body: readonly unknown[];
  try {
    body = parseAst(text, { lang: language }).body;
  } catch (error) {
    return [(error as Error).message];
  }
  return body
    .filter((node): node is Import => (node as Import).type === 'ImportDeclaration')
    .filter(({ source }) => source.value.startsWith('@drupal-nodejs/'))
    .flatMap(({ source, specifiers }) => {
      const known = exportsOf(source.value);
      if (known === undefined) return [`${source.value} is none of the packages’ exports`];
      return specifiers
        .map(({ imported }) => imported?.name ?? 'default')
        .filter((name) => !known.has(name))
        .map((name) => `${source.value} exports no ${name}`);
    });
}

/** The names that a module of sources exports, those of its own modules included. */
export function exportedNames(file: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of parseAst(readFileSync(file, 'utf8'), { lang: 'ts' }).body) {
    if (node.type === 'ExportAllDeclaration') {
      for (const name of exportedNames(join(dirname(file), node.source.value))) names.add(name);
    }
    if (node.type !== 'ExportNamedDeclaration') continue;
    for (const { exported } of node.specifiers) if ('name' in exported) names.add(exported.name);
    const { declaration } = node;
    if (declaration !== null && 'id' in declaration && declaration.id !== null && 'name' in declaration.id) {
      names.add(String(declaration.id.name));
    }
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) if ('name' in id) names.add(id.name);
    }
  }
  return names;
}
