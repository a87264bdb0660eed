import { CallError } from './cli/call-error.ts';
import type { Command } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { UsageError } from './cli/usage-error.ts';
import { closestWord } from './closest-word.ts';
import { StartError } from './errors.ts';
import { version } from './version.ts';

const helpFlags: readonly string[] = ['--help', '-h'];

async function main([first = '--help', ...rest]: readonly string[]): Promise<number> {
  const isAbout = first === 'help' || helpFlags.includes(first);
  const [name = '', ...args] = isAbout ? rest : [first, ...rest];
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const isHelp = isAbout || args.some((word) => helpFlags.includes(word));
  try {
    if (name === '--version') {
      console.log(version);
      return 0;
    }
    if (isHelp) {
      const command = await load?.();
      console.log(command?.details === undefined ? await describeAll() : describe(name, command));
      return 0;
    }
    if (load === undefined) {
      const names = Object.keys(commands);
      const meant = closestWord(name, [...names, '--version']);
      throw new UsageError(
        `expected one of ${names.join(', ')}, got ${JSON.stringify(name)}${meant && `; did you mean ${meant}?`}`,
      );
    }
    return await (await load()).run(args);
  } catch (error) {
    if (isTold(error)) {
      console.error(`drupal-nodejs: ${error.message} (${error.code})`);
      return 1;
    }
    throw error;
  }
}

async function describeAll(): Promise<string> {
  const lines = Object.entries(commands).map(async ([name, load]) => {
    const { usage, summary } = await load();
    return `  ${`${name} ${usage}`.padEnd(66)}${summary}`;
  });
  return `drupal-nodejs: push server for Drupal sites

${(await Promise.all(lines)).join('\n')}

Every command takes --config FILE; without it NODEJS_CONFIG, then ./drupal-nodejs.json is read. Where
the configuration has several sites, --site NAME says which. --version tells this one's.

Examples:
  drupal-nodejs serve --config /etc/drupal-nodejs.json
  drupal-nodejs publish user:7 '{"subject":"Hello","body":"Your export is ready."}'
  NODEJS_API_LISTEN=127.0.0.1:9001 drupal-nodejs info`;
}

function describe(name: string, { usage, summary, details = '' }: Command): string {
  return `drupal-nodejs ${name} ${usage}\n\n  ${summary}\n\n${details}`;
}

/** Is it an error whose message is meant for the user? Those of Drupal's database come from a package that is optional. */
function isTold(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof StartError ||
    error instanceof UsageError ||
    error instanceof CallError ||
    (error instanceof Error && error.name === 'DrupalError')
  );
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    // Who reads has had enough, as `head` has, or the disk is full: what there is to do is done all the same.
  });
}

process.exitCode = await main(process.argv.slice(2));
