import type { Centrifuge, PublicationContext, StreamPosition, Subscription } from 'centrifuge';
import { systemClock } from '../../src/index.ts';
import { plain } from '../listener.ts';
import { connectionToken, sdkClient, subscriptionToken } from '../running-server.ts';
import { Violation } from '../simulator/ledger.ts';
import { HistoryClient, type HistoryClientOptions } from './history-client.ts';

export interface SdkWire {
  readonly transport: 'websocket' | 'http_stream' | 'sse';
  readonly codec: 'json' | 'protobuf';
}

interface Begun {
  readonly wasRecovering: boolean;
  readonly recovered: boolean;
  readonly streamPosition?: StreamPosition;
}

/** The official SDK, unmodified, with subscriptions of its own and some that its token brings. */
export class SdkClient extends HistoryClient {
  readonly #client: Centrifuge;
  readonly #subscriptions: readonly Subscription[];
  #isWanted = false;
  #leftAt = systemClock.now();
  hasEnded = false;

  constructor(
    options: HistoryClientOptions,
    wire: SdkWire,
    clientSide: readonly string[],
    serverSide: readonly string[],
  ) {
    super(options, [...clientSide, ...serverSide]);
    const { user, address } = options;
    this.#client = sdkClient(address, wire.transport, wire.codec, {
      getToken: () => connectionToken(user, { channels: serverSide }),
    });
    this.#client
      .on('connecting', () => this.#left())
      .on('disconnected', ({ code }) => this.take(() => this.#ended(code)))
      .on('subscribed', ({ channel, ...begun }) => this.take(() => this.#began(channel, begun)))
      .on('publication', ({ channel, ...publication }) => this.take(() => this.#heard(channel, publication)))
      .on('error', () => undefined);
    this.#subscriptions = clientSide.map((channel) => this.#subscribe(channel));
  }

  get isAtRest(): boolean {
    return (
      this.#client.state === 'connected' &&
      this.#subscriptions.every(({ state }) => state === 'subscribed') &&
      [...this.logs.values()].every(({ isUpToDate }) => isUpToDate)
    );
  }

  enter(): void {
    this.#isWanted = true;
    this.#client.connect();
    for (const subscription of this.#subscriptions) {
      subscription.subscribe();
    }
  }

  leave(): void {
    this.#isWanted = false;
    this.#client.disconnect();
  }

  override turn(): void {
    const subscription = this.#subscriptions[this.options.random.integer(0, this.#subscriptions.length - 1)];
    if (subscription?.state === 'unsubscribed') {
      subscription.subscribe();
    } else {
      this.#left();
      subscription?.unsubscribe();
    }
  }

  #subscribe(channel: string): Subscription {
    const user = channel.startsWith('content:') ? '' : this.options.user;
    const claims = user === '' ? { iat: undefined, exp: undefined } : {};
    return this.#client
      .newSubscription(channel, {
        getToken: () => subscriptionToken(user, channel, claims),
        minResubscribeDelay: 5,
        maxResubscribeDelay: 50,
      })
      .on('subscribing', () => this.#left())
      .on('subscribed', (begun) => this.take(() => this.#began(channel, begun)))
      .on('publication', (publication) => this.take(() => this.#heard(channel, publication)))
      .on('error', () => undefined);
  }

  #left(): void {
    this.#leftAt = systemClock.now();
  }

  #began(channel: string, { wasRecovering, recovered, streamPosition: position }: Begun): void {
    this.log(channel).began({ wasRecovering, recovered, position }, this.#leftAt - leeway);
  }

  #heard(channel: string, { offset, data }: Pick<PublicationContext, 'offset' | 'data'>): void {
    this.log(channel).heard(offset, plain(data));
  }

  #ended(code: number): void {
    if (this.#isWanted) {
      this.hasEnded = true;
      if (!this.isRevoked || code !== 3500) {
        throw new Violation(`${this.options.name} was sent away with ${code}`);
      }
    }
  }
}

/** A client notices later than the server that it is gone: how much later doesn't matter, only that it is little. */
const leeway = 2_000;
