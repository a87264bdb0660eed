import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { commands } from '../packages/server/src/cli/commands.ts';
import { findProblems } from '../packages/server/src/configuration/option-problems.ts';
import { optionsSchema } from '../packages/server/src/options.ts';
import { hasCommand } from '../packages/server/test/proxies/proxy.ts';
import { findEntries } from './site/reference.ts';
import { exportedNames, findProgramProblems } from './snippets/program.ts';
import { onlyRead, run } from './snippets/seen-elsewhere.ts';
import { drushCommandsIn, findShellProblems, type KnownCommands } from './snippets/shell.ts';
import { findSnippets } from './snippets/snippet.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const snippets = findSnippets(root);
const entries = new Map(findEntries(root).map(({ module, file }) => [module, join(root, file)]));
const of = (...languages: readonly string[]) =>
  snippets
    .filter(({ language }) => languages.includes(language))
    .map((snippet) => ({ where: `${snippet.page}:${snippet.line}`, ...snippet }));

describe('the blocks of code in the docs', () => {
  it('are run by a test that is named, or a list says why they can’t be', () => {
    const kinds = [...new Set(snippets.map(({ page, language }) => `${page} ${language}`))].toSorted();
    expect([...Object.keys(run), ...Object.keys(onlyRead)].toSorted()).toEqual(kinds);
    for (const [kind, test] of Object.entries(run)) {
      const [page = ''] = kind.split(' ');
      expect(readFileSync(join(root, test), 'utf8'), `${test} reads ${page}`).toContain(
        page.split('/').at(-1),
      );
    }
  });

  it.each(of('js', 'ts'))('$where can be read, and imports what there is', ({ language, text }) => {
    const exportsOf = (module: string) => {
      const file = entries.get(module);
      return file === undefined ? undefined : exportedNames(file);
    };
    expect(findProgramProblems(text, language === 'ts' ? 'ts' : 'js', exportsOf)).toEqual([]);
  });

  it.each(of('json'))('$where is JSON, and what is a configuration the server would take', ({ text }) => {
    for (const json of text.startsWith('{\n') || text.startsWith('{ ') ? [text] : text.trim().split('\n')) {
      const value: object = JSON.parse(json);
      const keys = Object.keys(value);
      if (keys.length === 0 || !keys.every((key) => Object.hasOwn(optionsSchema.properties, key))) continue;
      const needed = { auth: { anonymous: true }, api: { keys: [{ id: 'a1', secret: 'x'.repeat(32) }] } };
      const whole = {
        ...('sites' in value ? {} : needed),
        ...JSON.parse(json.replaceAll('…', 'x'.repeat(32))),
      };
      expect(findProblems(Value.Default(optionsSchema, whole)).map(({ message }) => message)).toEqual([]);
    }
  });

  it('name commands, options, packages and files that there are', async () => {
    const known = await knownCommands();
    const problems = of('sh').flatMap(({ where, text }) =>
      findShellProblems(text, known).map((problem) => `${where}: ${problem}`),
    );
    expect(problems).toEqual([]);
    expect(findShellProblems('npx drupal-nodejs inti\ndrupal-nodejs init --rot x', known)).toHaveLength(2);
  });

  it.skipIf(!hasCommand('php') && process.env.CI !== 'true').each(of('php'))('$where is PHP', ({ text }) => {
    const isMember = /^(#\[\w+\]\n)?(public|protected|private) /.test(text);
    const code = (isMember ? `class Example {\n${text}\n}` : text).replaceAll('(…)', '(...)');
    const lint = () =>
      execFileSync('php', ['-l'], { input: `<?php\n${code}`, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(lint).not.toThrow();
  });
});

async function knownCommands(): Promise<KnownCommands> {
  const folders = (path: string) =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(path, name));
  const manifests = (paths: readonly string[], file: string) =>
    paths
      .map((path) => join(root, path, file))
      .filter(existsSync)
      .map((path) => JSON.parse(readFileSync(path, 'utf8')).name as string);
  const drush = [...folders('modules'), ...folders('modules/nodejs/modules')].flatMap((path) => {
    const folder = join(root, path, 'src/Drush/Commands');
    return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
  });
  const help = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { usage, details = '' } = await load();
      return [name, `${usage}\n${details}`] as const;
    }),
  );
  const scripts = ['package.json', 'packages/app/template/package.json'].flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(join(root, file), 'utf8')).scripts),
  );
  return {
    help: new Map(help),
    scripts: new Set(scripts),
    npmPackages: new Set(manifests(folders('packages'), 'package.json')),
    composerPackages: new Set(manifests([...folders('modules'), ...folders('recipes')], 'composer.json')),
    drushCommands: drushCommandsIn(drush),
    setup: join(root, 'packages/server/setup'),
  };
}
