import { setTimeout as pause } from 'node:timers/promises';
import { LightClient } from './light-client.ts';
import type { ServeProcess } from './serve-process.ts';

/** What thousands of clients heard of one channel, together. */
export interface Judgement {
  /** Who did not hear the last publication. */
  readonly behind: number;
  readonly missing: number;
  readonly twice: number;
  readonly stateLost: number;
  readonly closes: number;
  readonly codes: readonly number[];
}

/** Publishes numbers, one after the other; one that is not acknowledged is published again, which is no second one. */
export class TirelessPublisher {
  readonly #server: () => ServeProcess;
  readonly #channel: string;
  readonly #perSecond: number;
  readonly #done: Promise<void>;
  #isStopping = false;
  acknowledged = 0;
  longestMs = 0;
  repeated = 0;

  constructor(server: () => ServeProcess, channel: string, perSecond: number) {
    this.#server = server;
    this.#channel = channel;
    this.#perSecond = perSecond;
    this.#done = this.#run();
  }

  async stop(): Promise<number> {
    this.#isStopping = true;
    await this.#done;
    return this.acknowledged;
  }

  async #run(): Promise<void> {
    for (let n = 1; !this.#isStopping; ) {
      const began = performance.now();
      const body = { channel: this.#channel, data: { n }, idempotency_key: String(n) };
      const isAcknowledged = await this.#server()
        .call('publish', body)
        .then(
          (response) => response.text().then(() => response.ok),
          () => false,
        );
      const ms = performance.now() - began;
      if (isAcknowledged) {
        this.longestMs = Math.max(this.longestMs, ms);
        this.acknowledged = n;
        n += 1;
      } else {
        this.repeated += 1;
      }
      await pause(Math.max(0, 1_000 / this.#perSecond - ms));
    }
  }
}

/** Thousands of clients of one channel, in one process. */
export class LightCrowd implements Disposable {
  readonly clients: readonly LightClient[];

  private constructor(clients: readonly LightClient[]) {
    this.clients = clients;
  }

  static async gather(server: ServeProcess, channel: string, count: number): Promise<LightCrowd> {
    const port = Number(server.clients.split(':')[1]);
    const clients = Array.from(
      { length: count },
      (_, n) => new LightClient(port, channel, String(1 + (n % 500))),
    );
    for (let at = 0; at < count; at += 100) {
      await Promise.all(clients.slice(at, at + 100).map((client) => client.connect()));
    }
    return new LightCrowd(clients);
  }

  /** Resolves when everybody was sent away and is back. */
  async back(): Promise<void> {
    while (this.clients.some(({ account }) => account.returns.length === 0)) {
      await pause(100);
    }
  }

  /** Resolves when everybody heard the last publication, or after two minutes without it. */
  async heard(last: number): Promise<void> {
    const until = performance.now() + 120_000;
    while (this.clients.some(({ account }) => account.last < last) && performance.now() < until) {
      await pause(100);
    }
  }

  judge(last: number): Judgement {
    const sum = (of: (client: LightClient) => number): number =>
      this.clients.reduce((all, one) => all + of(one), 0);
    return {
      behind: this.clients.filter(({ account }) => account.last !== last).length,
      missing: sum(({ account }) => account.missing),
      twice: sum(({ account }) => account.twice),
      stateLost: sum(({ account }) => account.stateLost),
      closes: sum(({ account }) => account.closes.length),
      codes: [...new Set(this.clients.flatMap(({ account }) => account.closes))],
    };
  }

  [Symbol.dispose](): void {
    for (const client of this.clients) {
      client.leave();
    }
  }
}
