import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the commands of this project are called, and what they take. */
export interface KnownCommands {
  /** Texts of `drupal-nodejs COMMAND --help`, by command. */
  readonly help: ReadonlyMap<string, string>;
  readonly scripts: ReadonlySet<string>;
  readonly npmPackages: ReadonlySet<string>;
  readonly composerPackages: ReadonlySet<string>;
  readonly drushCommands: ReadonlySet<string>;
  /** Folder with what `init` writes below `setup/`. */
  readonly setup: string;
}

/** Looks through lines of a shell; returns what is wrong, a line each. */
export function findShellProblems(text: string, known: KnownCommands): readonly string[] {
  try {
    execFileSync('bash', ['-n'], { input: text, stdio: ['pipe', 'ignore', 'pipe'] });
  } catch (error) {
    return [`bash: ${(error as Error).message}`];
  }
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => {
    const command = line.replace(/\s#.*$/, '');
    return [
      ...[...command.matchAll(/(?:^|\bnpx |=\S+ |&& )drupal-nodejs (\w+)\b([^&|;]*)/g)].flatMap(
        ([, name = '', rest = '']) => wrongUse(name, rest, known.help),
      ),
      ...named(command, /npm run ([\w:-]+)/g, known.scripts, 'npm script'),
      ...named(command, /(@drupal-nodejs\/[\w-]+)/g, known.npmPackages, 'npm package'),
      ...(command.startsWith('composer')
        ? named(command, /(drupal-nodejs\/[\w-]+)/g, known.composerPackages, 'Composer package')
        : []),
      ...named(command, /drush (nodejs:[\w:-]+)/g, known.drushCommands, 'command of drush'),
      ...[...command.matchAll(/\bcp setup\/(\S+)/g)]
        .filter(([, file = '']) => !existsSync(join(known.setup, file)))
        .map(([, file]) => `setup/${file} is not what init writes`),
    ];
  });
}

function wrongUse(name: string, rest: string, help: ReadonlyMap<string, string>): string[] {
  const text = help.get(name);
  if (text === undefined) return [`drupal-nodejs has no command ${name}`];
  return [...rest.matchAll(/(?<=\s)(--[\w-]+)/g)]
    .filter(([, flag = '']) => flag !== '--config' && !text.includes(flag))
    .map(([, flag]) => `drupal-nodejs ${name} knows no ${flag}`);
}

function named(text: string, pattern: RegExp, known: ReadonlySet<string>, what: string): string[] {
  return [...text.matchAll(pattern)]
    .filter(([, name = '']) => !known.has(name))
    .map(([, name]) => `there is no ${what} ${name}`);
}

/** The commands of Drush that files of PHP declare. */
export function drushCommandsIn(files: readonly string[]): ReadonlySet<string> {
  const names = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/CLI\\Command\(name: '([^']+)'/g)].map(([, name = '']) => name),
  );
  return new Set(names);
}
