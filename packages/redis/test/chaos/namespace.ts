import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether network namespaces can be made here: by root, with Debian's iproute2. */
export function canPartition(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/sbin/ip');
}

/**
 * A network of its own for one process, with a line to clients and another one to Redis that can be cut.
 *
 * A cut line is silent, as a broken switch is: nothing comes through, and neither end is told.
 */
export class NetworkNamespace implements AsyncDisposable {
  readonly name: string;
  /** Where the process in it listens. */
  readonly host: string;
  /** Where Redis has to listen for it. */
  readonly redisHost: string;
  /** Where a Redis in it has to listen for others that are not. */
  readonly nodeHost: string;
  /** To clients and to Redis. */
  readonly #lines: readonly [string, string];

  private constructor(number: number) {
    this.name = `chaos${number}`;
    this.host = `10.201.${number}.2`;
    this.redisHost = `10.202.${number}.1`;
    this.nodeHost = `10.202.${number}.2`;
    this.#lines = [`chc${number}`, `chr${number}`];
  }

  static create(): NetworkNamespace {
    const namespace = new NetworkNamespace(process.pid % 250);
    const { name } = namespace;
    const [toClients, toRedis] = namespace.#lines;
    const number = process.pid % 250;
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (const [line, network] of [
      [toClients, `10.201.${number}`],
      [toRedis, `10.202.${number}`],
    ] as const) {
      ip('link', 'add', line, 'type', 'veth', 'peer', 'name', `${line}n`, 'netns', name);
      ip('addr', 'add', `${network}.1/24`, 'dev', line);
      ip('link', 'set', line, 'up');
      ip('-n', name, 'addr', 'add', `${network}.2/24`, 'dev', `${line}n`);
      ip('-n', name, 'link', 'set', `${line}n`, 'up');
    }
    return namespace;
  }

  /** Lets nothing through between the process and Redis. */
  cut(): void {
    ip('link', 'set', this.#lines[1], 'down');
  }

  mend(): void {
    ip('link', 'set', this.#lines[1], 'up');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The kernel takes its time with a namespace, and with the lines that lead there.
    for (const line of this.#lines) {
      ip('link', 'del', line);
    }
    ip('netns', 'del', this.name);
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('/usr/sbin/ip', [...args]);
}
