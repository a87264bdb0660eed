import { type Logger, pino } from 'pino';
import type { ServerOptions } from '../options.ts';

const hidden = '[…]';

/** What nobody may read in a log, however it got there: in a message of another library, in a plugin's error. */
export class Redaction {
  #secrets: readonly string[] = [];

  /** Takes the secrets of a configuration; those of an earlier one stay secrets. */
  learn(options: ServerOptions): void {
    this.#secrets = [...new Set([...this.#secrets, ...secretsOf(options)])];
  }

  clean(line: string): string {
    const text = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), line);
    return text
      .replace(tokens, `$1${hidden}`)
      .replace(cookies, `$1=${hidden}`)
      .replace(userInfo, `//${hidden}@`)
      .replace(queries, `$1?${hidden}`);
  }
}

// A stranger decides what stands in some lines (`Origin`), and as the text's length squared would be time that all wait:
// so each begins where a word does, and reads it once.
// Signed tokens, by their shape.
const tokens = /(?<![\w-])(?=[\w-]+\.[\w-]+\.)([\w-]*?\b)eyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const cookies = /\b(S?SESS[0-9a-f]+)=[^;\s"\\]+/gi;
const userInfo = /\/\/[^\s"/@\\]+@/g;
const queries = /(?<![^\s"?\\])([^\s"?\\/]*\/[^\s"?\\]*)\?[^\s"\\]+/g;

/** The server's log: JSON lines on standard error, without secrets; `base` stands in each. */
export function createLog(redaction: Redaction, base: object | null = null): Logger {
  return pino({ base, hooks: { streamWrite: (line) => redaction.clean(line) } }, pino.destination(2));
}

const secretKeys = /^secret$|^serviceKey$|password$/i;
// A shorter one would be found where it is none.
const leastLength = 8;

function* secretsOf(value: unknown, key = ''): Generator<string> {
  if (typeof value === 'string') {
    if (secretKeys.test(key) && value.length >= leastLength) {
      // As it stands in a line of JSON.
      yield JSON.stringify(value).slice(1, -1);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield* secretsOf(member, name);
    }
  }
}
