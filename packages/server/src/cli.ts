import { CallError } from './cli/call-error.ts';
import { check } from './cli/check.ts';
import type { Command } from './cli/command.ts';
import { doctor } from './cli/doctor.ts';
import { info } from './cli/info.ts';
import { init } from './cli/init.ts';
import { publish } from './cli/publish.ts';
import { queue } from './cli/queue.ts';
import { serve } from './cli/serve.ts';
import { token } from './cli/token.ts';
import { UsageError } from './cli/usage-error.ts';
import { whoami } from './cli/whoami.ts';
import { StartError } from './errors.ts';

const commands: Readonly<Record<string, Command>> = {
  serve,
  check,
  token,
  publish,
  info,
  whoami,
  queue,
  init,
  doctor,
};

const help = `drupal-nodejs: push server for Drupal sites

${Object.entries(commands)
  .map(([name, { usage, summary }]) => `  ${`${name} ${usage}`.padEnd(66)}${summary}`)
  .join('\n')}

Every command takes --config FILE; without it NODEJS_CONFIG, then ./drupal-nodejs.json is read. Where
the configuration has several sites, --site NAME says which.

Examples:
  drupal-nodejs serve --config /etc/drupal-nodejs.json
  drupal-nodejs publish user:7 '{"subject":"Hello","body":"Your export is ready."}'
  NODEJS_API_LISTEN=127.0.0.1:9001 drupal-nodejs info`;

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name === '--help' || name === '-h' || name === 'help' || args.includes('--help')) {
    console.log(command?.details === undefined ? help : describe(name, command));
    return 0;
  }
  try {
    if (command === undefined) {
      throw new UsageError(
        `expected one of ${Object.keys(commands).join(', ')}, got ${JSON.stringify(name)}`,
      );
    }
    return await command.run(args);
  } catch (error) {
    if (isTold(error)) {
      console.error(`drupal-nodejs: ${error.message} (${error.code})`);
      return 1;
    }
    throw error;
  }
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

process.exitCode = await main(process.argv.slice(2));
