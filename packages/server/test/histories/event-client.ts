import { systemClock } from '../../src/index.ts';
import { connectionToken, origin, subscriptionToken } from '../running-server.ts';
import { Violation } from '../simulator/ledger.ts';
import { EventReader, type ReadEvent } from '../transport/event-reader.ts';
import { HistoryClient, type HistoryClientOptions } from './history-client.ts';

/** A client of `connection/uni_sse` that comes back as EventSource does: with the id of its last event. */
export class EventClient extends HistoryClient {
  readonly #channels: readonly string[];
  #isWanted = false;
  #isRunning = false;
  #isConnected = false;
  #lastEventId = '';
  #lost = new Set<string>();
  #reader: EventReader | undefined;
  hasEnded = false;

  constructor(options: HistoryClientOptions, channels: readonly string[]) {
    super(options, channels);
    this.#channels = channels;
  }

  get isAtRest(): boolean {
    return this.#isConnected && [...this.logs.values()].every(({ isUpToDate }) => isUpToDate);
  }

  enter(): void {
    this.#isWanted = true;
    if (!this.#isRunning) {
      void this.#run();
    }
  }

  leave(): void {
    this.#isWanted = false;
    this.#reader?.[Symbol.asyncDispose]();
  }

  /** Listens again and again, as long as it is wanted: one connection after the other. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#isWanted && !this.hasEnded) {
      await this.#listen();
      this.#isConnected = false;
      this.#reader = undefined;
      await new Promise((resolve) => setTimeout(resolve, this.options.random.integer(5, 50)));
    }
    this.#isRunning = false;
  }

  async #listen(): Promise<void> {
    const askedAt = systemClock.now();
    try {
      await using reader = await EventReader.open(await this.#url(), {
        Origin: origin,
        ...(this.#lastEventId === '' ? {} : { 'Last-Event-ID': this.#lastEventId }),
      });
      this.#reader = reader;
      if (!this.#isWanted) {
        return;
      }
      if (reader.status !== 200) {
        this.take(() => this.#refused(reader.status));
        return;
      }
      for (let event = await reader.next(); event !== undefined; event = await reader.next()) {
        const { name } = event;
        const known = event;
        this.take(() => this.#heard(known, askedAt));
        this.#lastEventId = known.id;
        if (name === 'disconnect' || name === 'unsubscribe') {
          break;
        }
      }
    } catch (error) {
      // Errors of the network have a code, and come as they go.
      if (!(error instanceof Error && 'code' in error)) {
        this.options.fail(error);
      }
    }
  }

  async #url(): Promise<string> {
    const { address, user } = this.options;
    const url = new URL(`http://${address}/connection/uni_sse`);
    url.searchParams.set('token', await connectionToken(user));
    for (const channel of this.#channels) {
      const isPublic = channel.startsWith('content:');
      const claims = isPublic ? { iat: undefined, exp: undefined } : {};
      url.searchParams.append('subscription', await subscriptionToken(isPublic ? '' : user, channel, claims));
    }
    return url.href;
  }

  #heard({ name, data, id }: ReadEvent, askedAt: number): void {
    if (name === 'state-lost') {
      this.#lost.add(JSON.parse(data).channel);
    } else if (name === 'connect') {
      this.#began(id, askedAt);
    } else if (name === 'unsubscribe') {
      // Its token is older than changed rights: it makes another EventSource, with new tokens, that goes on from here.
      if (JSON.parse(data).code !== 109) {
        throw new Violation(`${this.options.name} may not hear ${data}`);
      }
    } else if (name !== 'disconnect') {
      this.log(name).heard(positions(id).get(name)?.offset, JSON.parse(data));
    }
  }

  #began(id: string, askedAt: number): void {
    const lost = this.#lost;
    this.#lost = new Set();
    this.#isConnected = true;
    for (const [channel, log] of this.logs) {
      const position = positions(id).get(channel);
      const wasRecovering = log.position !== undefined;
      // Of what it was refused from the first time on it has no position, and is told so next.
      if (position !== undefined || wasRecovering) {
        log.began({ wasRecovering, recovered: wasRecovering && !lost.has(channel), position }, askedAt);
      }
    }
  }

  // 401 may also mean that the token is older than changed rights: the page makes a new EventSource with a new one.
  #refused(status: number): void {
    this.hasEnded = this.isRevoked;
    if (status !== 401 && !(status === 204 && this.isRevoked)) {
      throw new Violation(`${this.options.name} was refused with ${status}`);
    }
  }
}

/** What a cursor says, by what docs/protocol.md shows of it. */
function positions(id: string): Map<string, { readonly epoch: string; readonly offset: number }> {
  const [, ...parts] = id.split(' ');
  return new Map(
    parts.map((part) => {
      const [, channel = '', epoch = '', offset] = /^(.*)@(.*):(\d+)$/.exec(part) ?? [];
      return [channel, { epoch, offset: Number(offset) }];
    }),
  );
}
