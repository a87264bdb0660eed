import { Centrifuge, type Options, type TransportName } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import { EventSource } from 'eventsource';
import { expect } from 'vitest';
import { connectionToken, subscriptionToken } from '../running-server.ts';
import type { ServeProcess } from '../serve-process.ts';

/** Channels where nobody may miss anything. */
export const lossless = { namespaces: { user: { historySize: 100_000, presence: true } } };

export type Way = readonly [transport: TransportName, codec: 'json' | 'protobuf'];

/** Clients of the official SDK that listen to one channel. */
export class Crowd {
  readonly members: {
    readonly client: Centrifuge;
    readonly subscription: ReturnType<Centrifuge['newSubscription']>;
  }[] = [];
  readonly logs: number[][] = [];
  readonly interruptions: string[] = [];
  #wake: () => void = () => undefined;

  static async connect(
    server: ServeProcess,
    ways: readonly Way[],
    options: Partial<Options> = {},
  ): Promise<Crowd> {
    const crowd = new Crowd();
    await Promise.all(ways.map((way) => crowd.#join(server, way, options)));
    return crowd;
  }

  async #join(server: ServeProcess, [transport, codec]: Way, options: Partial<Options>): Promise<void> {
    const Client = codec === 'json' ? Centrifuge : (ProtobufCentrifuge as unknown as typeof Centrifuge);
    const scheme = transport === 'websocket' ? 'ws' : 'http';
    const client = new Client(
      [{ transport, endpoint: `${scheme}://${server.clients}/connection/${transport}` }],
      {
        token: await connectionToken('7'),
        emulationEndpoint: `http://${server.clients}/emulation`,
        eventsource: EventSource,
        ...options,
      },
    );
    const log: number[] = [];
    this.logs.push(log);
    const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    subscription.on('publication', ({ data }) => {
      // The Protobuf build leaves JSON to its user.
      log.push(codec === 'json' ? data : JSON.parse(new TextDecoder().decode(data)));
      this.#wake();
    });
    this.members.push({ client, subscription });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    client.on('connecting', ({ code, reason }) =>
      this.interruptions.push(`${transport} ${codec} ${code} ${reason}`),
    );
    client.on('disconnected', ({ code, reason }) =>
      this.interruptions.push(`${transport} ${codec} ${code} ${reason}`),
    );
    subscription.on('subscribing', ({ code, reason }) =>
      this.interruptions.push(`${transport} ${codec} sub ${code} ${reason}`),
    );
  }

  /** Resolves when everybody heard so many. */
  async heard(count: number): Promise<void> {
    while (this.logs.some((log) => log.length < count)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  disconnect(): void {
    for (const { client } of this.members) {
      client.removeAllListeners();
      client.disconnect();
    }
  }
}

/** Publishes numbers, each when the one before was acknowledged. */
export class Publisher {
  readonly #server: ServeProcess;
  readonly #published: number[] = [];
  readonly #done: Promise<void>;
  #isStopping = false;
  #wake: () => void = () => undefined;

  constructor(server: ServeProcess) {
    this.#server = server;
    this.#done = this.#run();
  }

  async acknowledged(count: number): Promise<void> {
    while (this.#published.length < count) {
      const more = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([more, this.#done]);
    }
  }

  async stop(): Promise<readonly number[]> {
    this.#isStopping = true;
    await this.#done;
    return this.#published;
  }

  async #run(): Promise<void> {
    for (let n = 1; !this.#isStopping; n += 1) {
      const { status } = await this.#server.call('publish', { channel: 'user:7', data: n });
      if (status !== 200) {
        throw new Error(`publication ${n} was answered with ${status}`);
      }
      this.#published.push(n);
      this.#wake();
    }
  }
}

/** Upgrades a server twice under way; resolves with what was acknowledged, when everybody heard as much. */
export async function upgradeTwice(
  server: ServeProcess,
  crowd: Crowd,
  publishingTo: ServeProcess = server,
): Promise<readonly number[]> {
  const publisher = new Publisher(publishingTo);
  for (const count of [50, 100]) {
    await publisher.acknowledged(count);
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
  }
  await publisher.acknowledged(150);
  const published = await publisher.stop();
  await crowd.heard(published.length);
  return published;
}
