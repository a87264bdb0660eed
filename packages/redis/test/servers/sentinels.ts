import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../server/test/free-ports.ts';
import { type RedisConnection, RedisServer } from './redis-server.ts';
import { until } from './until.ts';

/** A master with a replica, watched by three Sentinels that call it `main`. */
export class SentinelGroup implements AsyncDisposable {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly #ports: readonly number[];
  readonly #sentinels: readonly ChildProcess[];

  private constructor(
    [master, replica]: readonly [RedisServer, RedisServer],
    ports: readonly number[],
    sentinels: readonly ChildProcess[],
  ) {
    this.master = master;
    this.replica = replica;
    this.#ports = ports;
    this.#sentinels = sentinels;
  }

  static async start(): Promise<SentinelGroup> {
    const master = await RedisServer.start();
    const replica = await RedisServer.start({ args: ['--replicaof', master.host, String(master.port)] });
    await using own = await replica.connect();
    await until(own, ['INFO', 'replication'], /master_link_status:up/);
    const ports = [await freePort(), await freePort(), await freePort()];
    const sentinels = await Promise.all(
      ports.map(async (port) => {
        const file = join(master.folder, `sentinel-${port}.conf`);
        await writeFile(
          file,
          [
            `port ${port}`,
            'bind 127.0.0.1',
            `dir ${master.folder}`,
            `sentinel monitor main 127.0.0.1 ${master.port} 2`,
            'sentinel down-after-milliseconds main 1000',
            'sentinel failover-timeout main 10000',
          ].join('\n'),
        );
        const child = spawn('redis-server', [file, '--sentinel'], { stdio: ['ignore', 'pipe', 'inherit'] });
        await new Promise<void>((resolve) => {
          let log = '';
          child.stdout.setEncoding('utf8').on('data', (text: string) => {
            log += text;
            if (log.includes('+monitor master main')) {
              resolve();
            }
          });
        });
        return child;
      }),
    );
    const group = new SentinelGroup([master, replica], ports, sentinels);
    // All of them must know each other and the replica before they can agree.
    await using one = await group.connect();
    await until(one, ['SENTINEL', 'MASTERS'], /num-slaves,1,num-other-sentinels,2/);
    return group;
  }

  get url(): string {
    return this.#ports.map((port) => `redis://127.0.0.1:${port}`).join(',');
  }

  /** Resolves when the Sentinels name the replica as master. */
  async failedOver(): Promise<void> {
    await using one = await this.connect();
    await until(one, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main'], new RegExp(`,${this.replica.port}$`));
  }

  async connect(): Promise<RedisConnection> {
    return RedisServer.connectTo(`redis://127.0.0.1:${this.#ports[0]}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#sentinels) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await this.replica[Symbol.asyncDispose]();
    await this.master[Symbol.asyncDispose]();
  }
}
