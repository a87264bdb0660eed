import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** One command of the command line. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** What `COMMAND --help` says beside these. */
  readonly details?: string;

  /** Returns the exit code. @throws StartError, UsageError: one line for the user */
  run(args: readonly string[]): Promise<number>;
}

type Flags = NonNullable<ParseArgsConfig['options']>;

interface Arguments {
  readonly config: string | undefined;
  readonly site: string | undefined;
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/**
 * Reads a command's arguments; `--config` and `--site` are always there.
 *
 * @param positionals what stands there without a flag, as the usage names it
 * @throws UsageError
 */
export function readArguments(
  args: readonly string[],
  options: Flags = {},
  positionals: readonly string[] = [],
): Arguments {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...options, config: { type: 'string' }, site: { type: 'string' } },
      allowPositionals: positionals.length > 0,
    });
    if (parsed.positionals.length !== positionals.length) {
      const got = parsed.positionals.map((text) => JSON.stringify(text)).join(' ');
      throw new Error(`expected ${positionals.join(' ')}, got ${got || 'nothing'}`);
    }
    const { config, site, ...flags } = parsed.values as Arguments['flags'];
    if (config === '') {
      throw new Error('--config: expected the name of a file, found nothing');
    }
    return {
      config: typeof config === 'string' ? config : undefined,
      site: typeof site === 'string' ? site : undefined,
      flags,
      positionals: parsed.positionals,
    };
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
