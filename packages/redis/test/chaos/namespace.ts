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
  readonly #line: string;

  private constructor(number: number) {
    this.name = `chaos${number}`;
    this.host = `10.201.${number}.2`;
    this.redisHost = `10.202.${number}.1`;
    this.nodeHost = `10.202.${number}.2`;
    this.#line = `chr${number}`;
  }

  static create(): NetworkNamespace {
    const namespace = new NetworkNamespace(process.pid % 250);
    const { name } = namespace;
    const number = process.pid % 250;
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (const [line, network] of [
      [`chc${number}`, `10.201.${number}`],
      [`chr${number}`, `10.202.${number}`],
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
    ip('link', 'set', this.#line, 'down');
  }

  mend(): void {
    ip('link', 'set', this.#line, 'up');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    ip('netns', 'del', this.name);
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('/usr/sbin/ip', [...args]);
}
