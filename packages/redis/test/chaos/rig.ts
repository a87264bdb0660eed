import { randomUUID } from 'node:crypto';
import { Centrifuge } from 'centrifuge';
import { Balancer } from './balancer.ts';
import { connectionToken, subscriptionToken } from './credentials.ts';
import { Listener, PublishLog } from './publish-log.ts';
import { ServerProcess } from './server-process.ts';

export const channels = ['user:1', 'user:2', 'user:3', 'presence:room'];
const clientsEach = 3;
/** Publications that these channels keep. */
const historySize = 100;
/** How often it is looked whether all that is gone was counted, ten times a second. */
const looks = 100;

/** Says what a scenario came to. */
export interface Account {
  readonly acknowledged: number;
  /** Publications that nobody acknowledged; they may have come all the same. */
  readonly unknown: number;
  readonly heard: number;
  readonly marks: number;
  /** Acknowledged publications that were not heard by a listener, summed over all listeners. */
  readonly missed: number;
  /** Acknowledged publications inside the window that the history has no more. */
  readonly gone: number;
  /** Acknowledged publications that are gone from Redis, as the servers counted. */
  readonly lost: number;
}

/** Three servers, clients that come by a proxy without memory, and a publisher that never tires. */
export class Rig implements AsyncDisposable {
  readonly servers: ServerProcess[] = [];
  readonly listeners: Listener[] = [];
  readonly #log = new PublishLog();
  readonly #clients: Centrifuge[] = [];
  readonly #balancer: Balancer;
  readonly #engine: Readonly<Record<string, unknown>>;
  /** Servers that new connections and calls go to. */
  readonly taking = new Set<ServerProcess>();
  #isPublishing = false;
  #publishing: Promise<unknown> = Promise.resolve();
  #unknown = 0;
  #published = 0;
  #lostBefore = 0;
  #changed = Promise.withResolvers<void>();

  private constructor(balancer: Balancer, engine: Readonly<Record<string, unknown>>) {
    this.#balancer = balancer;
    this.#engine = engine;
  }

  static async start(engine: Readonly<Record<string, unknown>>): Promise<Rig> {
    const found: { rig?: Rig } = {};
    const balancer = await Balancer.start(() => [...(found.rig?.taking ?? [])]);
    const rig = new Rig(balancer, engine);
    found.rig = rig;
    await Promise.all([1, 2, 3].map(() => rig.addServer()));
    await Promise.all(
      channels.flatMap((channel, n) =>
        [...Array(clientsEach).keys()].map((m) => rig.#addClient(channel, `${n}${m}`)),
      ),
    );
    rig.#isPublishing = true;
    rig.#publishing = Promise.all(channels.map((channel) => rig.#publishInto(channel)));
    return rig;
  }

  async addServer(
    engine: Readonly<Record<string, unknown>> = {},
    place: { readonly host?: string; readonly namespace?: string } = {},
  ): Promise<ServerProcess> {
    const server = await ServerProcess.start({ ...this.#engine, ...engine }, {}, { heapMb: 128, ...place });
    this.servers.push(server);
    this.taking.add(server);
    return server;
  }

  /** Takes a server away, with what it counted. */
  async endServer(server: ServerProcess, signal: NodeJS.Signals): Promise<number | null> {
    this.taking.delete(server);
    if (signal !== 'SIGKILL') {
      this.#lostBefore += await server.metric('lost_publications_total');
    }
    return server.end(signal);
  }

  /** Resolves when so many more publications were acknowledged. */
  async acknowledged(count: number): Promise<void> {
    const goal = this.#log.size + count;
    while (this.#log.size < goal) {
      await this.#changed.promise;
    }
  }

  /**
   * Stops publishing, waits until everybody has the last word, and holds what each heard against what was published.
   *
   * @throws Error where something is missing without a mark, twice, out of order or another's
   */
  async settle(): Promise<Account> {
    this.#isPublishing = false;
    await this.#publishing;
    for (const channel of channels) {
      const last = await this.#publish(channel, `last ${channel}`);
      await Promise.all(
        this.listeners
          .filter((listener) => listener.channel === channel)
          .map((listener) => listener.reached(last)),
      );
    }
    const judged = this.listeners.map((listener) => ({ listener, ...listener.judge() }));
    const faults = judged.flatMap(({ listener, wrong, missed }) => [
      ...listener.faults,
      ...wrong,
      ...(missed > 0 && listener.marks === 0
        ? [`${missed} of ${listener.channel} missing without a mark`]
        : []),
    ]);
    const gone = await this.#gone();
    let lost = await this.#lost();
    // Who neither publishes nor listens there learns of it with its next look.
    for (let look = 0; gone > lost && look < looks; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      lost = await this.#lost();
    }
    if (gone > lost) {
      faults.push(`${gone} acknowledged publications are gone, ${lost} were counted`);
    }
    if (faults.length > 0) {
      throw new Error(faults.slice(0, 10).join('\n'));
    }
    return {
      acknowledged: this.#log.size,
      unknown: this.#unknown,
      heard: sum(this.listeners.map(({ heard }) => heard)),
      marks: sum(this.listeners.map(({ marks }) => marks)),
      missed: sum(judged.map(({ missed }) => missed)),
      gone,
      lost,
    };
  }

  /** Who is in the room, as a server says. */
  async present(): Promise<{ readonly num_clients: number }> {
    const [server] = this.taking;
    return (await server?.call('presence_stats', { channel: 'presence:room' })) as { num_clients: number };
  }

  get clientsInRoom(): number {
    return clientsEach;
  }

  sendAway(): void {
    for (const client of this.#clients) {
      client.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isPublishing = false;
    this.sendAway();
    await Promise.all(this.servers.map((server) => server.end('SIGKILL')));
    this.#balancer.close();
  }

  async #lost(): Promise<number> {
    const counted = await Promise.all(
      [...this.taking].map((server) => server.metric('lost_publications_total')),
    );
    return sum(counted) + this.#lostBefore;
  }

  async #gone(): Promise<number> {
    const [server] = this.taking;
    const gone = channels.map(async (channel) => {
      const history = await server?.call('history', { channel, limit: historySize });
      const publications = (history?.publications ?? []) as readonly { readonly data: unknown }[];
      return this.#log.gone(channel, historySize, new Set(publications.map(({ data }) => String(data))));
    });
    return sum(await Promise.all(gone));
  }

  async #addClient(channel: string, user: string): Promise<void> {
    const client = new Centrifuge(`ws://127.0.0.1:${this.#balancer.port}/connection/websocket`, {
      getToken: () => connectionToken(user),
      minReconnectDelay: 20,
      maxReconnectDelay: 200,
      timeout: 2_000,
    });
    this.#clients.push(client);
    const subscription = client.newSubscription(channel, {
      getToken: () => subscriptionToken(user, channel),
      minResubscribeDelay: 20,
      maxResubscribeDelay: 200,
    });
    this.listeners.push(new Listener(subscription, this.#log));
    const done = new Promise((resolve) => subscription.once('subscribed', resolve));
    subscription.subscribe();
    client.connect();
    await done;
  }

  async #publishInto(channel: string): Promise<void> {
    while (this.#isPublishing) {
      this.#published += 1;
      await this.#publish(channel, `${channel} ${this.#published}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Publishes until somebody acknowledges it, as Drupal's outbox does. */
  async #publish(channel: string, data: string): Promise<{ epoch: string; offset: number }> {
    const key = randomUUID();
    for (;;) {
      const servers = [...this.taking];
      const server = servers[Math.floor(Math.random() * servers.length)];
      try {
        if (server === undefined) {
          throw new Error('no server');
        }
        const position = (await server.call('publish', { channel, data, idempotency_key: key })) as {
          epoch: string;
          offset: number;
        };
        this.#log.add(channel, position, data);
        this.#changed.resolve();
        this.#changed = Promise.withResolvers();
        return position;
      } catch (error) {
        if (error instanceof Error && error.message.includes('was given to')) {
          throw error;
        }
        this.#unknown += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
