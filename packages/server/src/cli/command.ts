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

/** Reads a command's arguments; `--config` and `--site` are always there. @throws UsageError */
export function readArguments(args: readonly string[], options: Flags = {}, positionals = 0): Arguments {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...options, config: { type: 'string' }, site: { type: 'string' } },
      allowPositionals: positionals > 0,
    });
    if (parsed.positionals.length !== positionals) {
      throw new Error(`expected ${positionals} arguments, got ${parsed.positionals.length}`);
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
