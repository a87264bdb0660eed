import type { ClientInfo, StreamPosition, SubscribeResult } from '@drupal-nodejs/protocol';
import type { Revocation } from '../../src/revocation/revocations.ts';
import type { Timer } from '../../src/timer.ts';
import { type Grant, type Ledger, Violation } from './ledger.ts';
import type { Random } from './random.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { writeToken } from './simulated-tokens.ts';
import { SimulatedWire } from './simulated-wire.ts';

export interface ModelClientOptions {
  readonly name: string;
  readonly user: string;
  readonly sid: string;
  /** Channels its connection tokens list: the server subscribes. */
  readonly serverChannels: readonly string[];
  /** Channels it subscribes to by itself. */
  readonly clientChannels: readonly string[];
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly server: () => SimulatedServer;
  readonly fail: (violation: unknown) => void;
  readonly note: (text: string) => void;
}

interface Subscribed {
  readonly isServerSide: boolean;
  state: 'unsubscribed' | 'subscribing' | 'subscribed';
  /** Where its log of the channel ends. */
  position: StreamPosition | undefined;
  /** Place of the last publication, where the channel counts none itself. */
  last: number | undefined;
  issuedAt: number;
  /** The wire on which it was last asked for. */
  round: number;
  /** Counts requests, so that the answer to an earlier one is not taken for that of a later one. */
  request: number;
}

interface Message {
  readonly id?: number;
  readonly error?: { readonly code: number };
  readonly connect?: {
    readonly client: string;
    readonly ttl?: number;
    readonly ping: number;
    readonly subs?: Readonly<Record<string, SubscribeResult>>;
  };
  readonly subscribe?: SubscribeResult;
  readonly refresh?: { readonly ttl?: number };
  readonly push?: {
    readonly channel: string;
    readonly pub?: Pub;
    readonly join?: { readonly info: ClientInfo };
    readonly leave?: { readonly info: ClientInfo };
    readonly subscribe?: SubscribeResult;
    readonly unsubscribe?: { readonly code: number };
  };
}

interface Pub {
  readonly offset?: number;
  readonly data: unknown;
}

/** Like the SDK: reconnects by the code's range, keeps a position per channel, and believes what the server says. */
export class ModelClient {
  readonly options: ModelClientOptions;
  readonly subscriptions = new Map<string, Subscribed>();
  readonly #tokens = new Map<
    string,
    { readonly text: string; readonly issuedAt: number; readonly exp: number }
  >();
  readonly #pending = new Map<number, (message: Message, writtenAt: number) => void>();
  #wire: SimulatedWire | undefined;
  #identity: Grant;
  #offered: Grant;
  #offeredAt = 0;
  #isConnected = false;
  #isWanted = false;
  #lastId = 0;
  #round = 0;
  #watch: Timer | undefined;
  /** Its id on the server, while it is connected. */
  client: string | undefined;
  /** Whether it refreshes in time, always. */
  isCareful = false;
  /** Closed for good by the server. */
  isEnded = false;

  constructor(options: ModelClientOptions) {
    this.options = options;
    this.#identity = this.#offered = { user: options.user, sid: options.sid, issuedAt: 0 };
    for (const channel of options.clientChannels) {
      this.subscriptions.set(channel, subscribed(false));
    }
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get wire(): SimulatedWire | undefined {
    return this.#wire;
  }

  /** Connects, and stays so as far as it depends on the client. */
  connect(): void {
    this.#isWanted = true;
    if (this.#wire === undefined && !this.isEnded) {
      this.#open();
    }
  }

  /** Leaves; its positions are kept for a next time, as a page keeps them for the next page. */
  disconnect(): void {
    this.#isWanted = false;
    const wire = this.#wire;
    this.#lost();
    wire?.hangUp();
  }

  subscribe(channel: string): void {
    const subscription = this.subscriptions.get(channel);
    if (subscription?.state === 'unsubscribed') {
      subscription.state = 'subscribing';
      if (this.#isConnected || this.#wasAsked(subscription)) {
        this.#send([this.#subscribeCommand(channel, subscription)]);
      }
    }
  }

  unsubscribe(channel: string): void {
    const subscription = this.subscriptions.get(channel);
    if (subscription !== undefined && subscription.state !== 'unsubscribed') {
      subscription.state = 'unsubscribed';
      if (this.#wasAsked(subscription)) {
        this.#send([this.#command('unsubscribe', { channel }, () => undefined)]);
      }
    }
  }

  publish(channel: string, data: string): void {
    if (this.subscriptions.get(channel)?.state === 'subscribed') {
      this.#send([this.#command('publish', { channel, data: JSON.parse(data) }, () => undefined)]);
    }
  }

  /** Whether it is where a client must be when nothing happens any more. */
  atRest(): void {
    const { name, ledger } = this.options;
    if (this.isEnded) {
      return;
    }
    if (!this.#isConnected) {
      throw new Violation(`${name} never came back`);
    }
    for (const [channel, { state, position }] of this.subscriptions) {
      const top = ledger.position(channel);
      if (state === 'subscribing') {
        throw new Violation(`${name} waits for ${channel} in vain`);
      }
      if (state === 'subscribed' && position !== undefined && !isSame(position, top)) {
        throw new Violation(
          `${name} stands at ${JSON.stringify(position)} of ${channel}, which is at ${JSON.stringify(top)}`,
        );
      }
    }
  }

  /** Channels it hears. */
  get heard(): string[] {
    return [...this.subscriptions]
      .filter(([, { state }]) => state === 'subscribed')
      .map(([channel]) => channel);
  }

  #open(): void {
    const { clock, random, ledger, name } = this.options;
    const server = this.options.server();
    if (!server.takesClients) {
      this.#comeBack();
      return;
    }
    const client = `${name}-${this.#round}`;
    this.#round += 1;
    const wire: SimulatedWire = new SimulatedWire({
      clock,
      random,
      ledger,
      queueBytes: server.limits.queueBytes,
      writeMs: server.writeMs,
      client: {
        take: (frame, writtenAt) => {
          try {
            this.#take(wire, frame, writtenAt);
          } catch (error) {
            this.options.fail(error);
          }
        },
        closed: (code) => {
          if (this.#wire === wire) {
            this.#closed(code);
          }
        },
      },
    });
    this.#wire = wire;
    wire.attach(server.accept(wire, { client, address: '' }));
    this.#watchFor(20_000);
    const commands = [this.#connectCommand(client)];
    const waiting = this.#waiting();
    if (random.chance(0.5)) {
      commands.push(
        ...waiting.map(([channel, subscription]) => this.#subscribeCommand(channel, subscription)),
      );
    }
    this.#send(commands);
  }

  #connectCommand(client: string): string {
    const { clock, ledger, serverChannels } = this.options;
    const { text, issuedAt } = this.#token('', { channels: serverChannels });
    const askedAt = clock.now();
    const identity = { ...this.#identity, issuedAt };
    this.#offered = identity;
    this.#offeredAt = ledger.tick();
    const since = new Map(
      [...this.subscriptions]
        .filter(([, { isServerSide }]) => isServerSide)
        .map(([channel, { position }]) => [channel, position] as const),
    );
    const subs = Object.fromEntries(
      [...since].map(([channel, position]) => [
        channel,
        position === undefined ? {} : { recover: true, ...position },
      ]),
    );
    return this.#command('connect', { token: text, subs }, ({ connect, error }, writtenAt) => {
      if (connect === undefined) {
        this.#refused(error?.code ?? 0, identity);
        return;
      }
      this.#identity = identity;
      this.#allowed(undefined, issuedAt, writtenAt);
      this.#isConnected = true;
      this.client = client;
      this.#watchFor(connect.ping * 1000 + 2_000);
      const results = connect.subs ?? {};
      if (Object.keys(results).toSorted().join() !== serverChannels.toSorted().join()) {
        throw new Violation(`subscribed to ${Object.keys(results)} instead of ${serverChannels}`);
      }
      for (const [channel, { isServerSide }] of this.subscriptions) {
        if (isServerSide && results[channel] === undefined) {
          this.subscriptions.delete(channel);
        }
      }
      for (const [channel, result] of Object.entries(results)) {
        const subscription = this.subscriptions.get(channel) ?? subscribed(true);
        this.subscriptions.set(channel, subscription);
        ledger.judge(channel, since.get(channel), result, askedAt);
        this.#subscribed(channel, subscription, result, issuedAt, writtenAt);
      }
      this.#send(
        this.#waiting().map(([channel, subscription]) => this.#subscribeCommand(channel, subscription)),
      );
      if (connect.ttl !== undefined) {
        this.#refreshIn(connect.ttl);
      }
    });
  }

  /** Subscriptions that were not asked for on this wire yet. */
  #waiting(): [string, Subscribed][] {
    return [...this.subscriptions].filter(
      ([, { state, isServerSide, round }]) =>
        state === 'subscribing' && !isServerSide && round !== this.#round,
    );
  }

  /** Whether the server knows of it, or soon will. */
  #wasAsked({ round }: Subscribed): boolean {
    return this.#wire !== undefined && round === this.#round;
  }

  #subscribeCommand(channel: string, subscription: Subscribed): string {
    const { clock, random, ledger } = this.options;
    const isOpen = isForAll(channel);
    const isPublic = channel.startsWith('content:');
    const { text, issuedAt } = isOpen
      ? { text: undefined, issuedAt: undefined }
      : this.#token(channel, isPublic ? { sub: '', iat: undefined } : {});
    const askedAt = clock.now();
    const since = subscription.position;
    subscription.round = this.#round;
    subscription.request += 1;
    const { request } = subscription;
    const command = { channel, token: text, ...(since && { recover: true, ...since }) };
    const wire = this.#wire;
    return this.#command('subscribe', command, ({ subscribe, error }, writtenAt) => {
      if (subscription.state !== 'subscribing' || subscription.request !== request) {
        return;
      }
      const grant = { ...this.#identity, issuedAt: issuedAt ?? this.#identity.issuedAt };
      if (subscribe !== undefined) {
        ledger.judge(channel, since, subscribe, askedAt);
        const until = isPublic ? Number.POSITIVE_INFINITY : grant.issuedAt;
        this.#subscribed(channel, subscription, subscribe, until, writtenAt);
        return;
      }
      this.#tokens.delete(channel);
      const marks = ledger.marksOn(grant, channel);
      const code = error?.code ?? 0;
      if (code === 103 && marks.some(({ mode }) => mode === 'end')) {
        subscription.state = 'unsubscribed';
      } else if (code === 100 || (code === 109 && marks.length > 0)) {
        clock.schedule(random.integer(5, 100), () => {
          const isStill = subscription.state === 'subscribing' && subscription.request === request;
          if (isStill && this.#wire === wire && this.#isConnected) {
            this.#send([this.#subscribeCommand(channel, subscription)]);
          }
        });
      } else {
        throw new Violation(`${channel}: refused with ${code}`);
      }
    });
  }

  #subscribed(
    channel: string,
    subscription: Subscribed,
    result: SubscribeResult,
    issuedAt: number,
    writtenAt: number,
  ): void {
    const { ledger } = this.options;
    this.#allowed(channel, issuedAt, writtenAt);
    const { epoch, offset = 0, recovered, publications = [] } = result;
    const isStream = ledger.rules(channel).recovery === 'stream';
    if (recovered && isStream && subscription.position?.offset !== offset) {
      throw new Violation(
        `${channel}: was whole at ${subscription.position?.offset}, and is now counted from ${offset}`,
      );
    }
    subscription.state = 'subscribed';
    subscription.issuedAt = issuedAt;
    subscription.last = undefined;
    subscription.position = epoch === undefined ? undefined : { epoch, offset };
    for (const pub of publications as readonly unknown[] as readonly Pub[]) {
      this.#publication(channel, subscription, pub);
    }
  }

  #publication(channel: string, subscription: Subscribed, { offset, data }: Pub): void {
    const { ledger } = this.options;
    const text = JSON.stringify(data);
    const { position, last } = subscription;
    if (position === undefined) {
      const place = ledger.place(text);
      const follows =
        place !== undefined && (last === undefined || (ledger.isLeaky ? place > last : place === last + 1));
      if (!follows) {
        throw new Violation(`${channel}: heard ${text} (${place}) after ${last}`);
      }
      subscription.last = place;
      return;
    }
    if (offset !== position.offset + 1) {
      throw new Violation(`${channel}: heard ${offset} after ${position.offset}`);
    }
    subscription.position = { ...position, offset };
    const published = ledger.data(channel, subscription.position);
    if (text !== published) {
      throw new Violation(`${channel}: heard ${text} at ${offset}, where ${published} was published`);
    }
  }

  #take(wire: SimulatedWire, frame: string, writtenAt: number): void {
    for (const line of frame.split('\n')) {
      if (this.#wire !== wire) {
        return;
      }
      const message: Message = JSON.parse(line);
      if (message.push !== undefined) {
        this.#pushed(message.push, writtenAt);
      } else if (message.id === undefined) {
        this.#watchFor(this.options.server().limits.pingMs + 2_000);
        wire.send('{}');
      } else {
        const answer = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (answer === undefined) {
          throw new Violation(`answered ${message.id}, which was not asked`);
        }
        answer(message, writtenAt);
      }
    }
  }

  #pushed({ channel, pub, join, leave, ...push }: NonNullable<Message['push']>, writtenAt: number): void {
    const subscription = this.subscriptions.get(channel);
    if (push.subscribe !== undefined) {
      const begun = subscribed(true);
      this.subscriptions.set(channel, begun);
      this.options.ledger.judge(channel, undefined, push.subscribe, 0);
      this.#subscribed(channel, begun, push.subscribe, this.options.clock.now() / 1000, writtenAt);
      return;
    }
    if (subscription?.state !== 'subscribed') {
      return;
    }
    if (push.unsubscribe !== undefined) {
      this.#unsubscribed(channel, subscription, push.unsubscribe.code);
      return;
    }
    this.#allowed(channel, subscription.issuedAt, writtenAt);
    if (pub !== undefined) {
      this.#publication(channel, subscription, pub);
    } else if (join === undefined && leave === undefined && Object.keys(push).length === 0) {
      throw new Violation(`${channel}: a push that says nothing`);
    }
  }

  #unsubscribed(channel: string, subscription: Subscribed, code: number): void {
    const { ledger } = this.options;
    const grant = { ...this.#identity, issuedAt: subscription.issuedAt };
    const isTaken = ledger.marksOn(grant, channel).some(({ mode }) => mode === 'end');
    if (code < 2500) {
      if (!isTaken && !ledger.wasUnsubscribed(this.#identity.user, channel)) {
        throw new Violation(`${channel}: unsubscribed with ${code}, for nothing`);
      }
      if (subscription.isServerSide) {
        this.subscriptions.delete(channel);
      } else {
        subscription.state = 'unsubscribed';
      }
    } else if (subscription.isServerSide) {
      throw new Violation(`${channel}: the client can't subscribe again where the server did (${code})`);
    } else {
      if (code === 2500 && !ledger.isLossy) {
        throw new Violation(`${channel}: sent back for a publication, though none was lost`);
      }
      subscription.state = 'subscribing';
      this.#send([this.#subscribeCommand(channel, subscription)]);
    }
  }

  #refreshIn(ttl: number): void {
    const { clock, random, serverChannels } = this.options;
    const wire = this.#wire;
    clock.schedule(ttl * 1000, () => {
      const isForgotten = !this.isCareful && random.chance(0.3);
      if (this.#wire !== wire || !this.#isConnected || isForgotten) {
        return;
      }
      this.#tokens.delete('');
      const { text, issuedAt } = this.#token('', { channels: serverChannels });
      this.#offered = { ...this.#identity, issuedAt };
      const command = this.#command('refresh', { token: text }, ({ error, refresh }) => {
        if (error !== undefined) {
          this.#refused(error.code, this.#offered);
          return;
        }
        this.#identity = { ...this.#identity, issuedAt };
        this.#refreshIn(refresh?.ttl ?? 0);
        for (const [channel, subscription] of this.subscriptions) {
          if (serverChannels.includes(channel) || isForAll(channel)) {
            subscription.issuedAt = issuedAt;
          }
        }
      });
      this.#send([command]);
    });
  }

  /** An error instead of an identity: the client begins again, with a new token if this one is outdated. */
  #refused(code: number, grant: Grant): void {
    const { clock } = this.options;
    const marks = this.#marksOn(grant);
    const isOld = (this.#tokens.get('')?.exp ?? 0) <= clock.now() / 1000;
    if (code !== 100 && !(code === 109 && (marks.length > 0 || isOld))) {
      throw new Violation(`refused with ${code}`);
    }
    this.#tokens.delete('');
    const wire = this.#wire;
    this.#lost();
    wire?.hangUp();
    this.#comeBack();
  }

  /** The revocations that end what a connection token grants. */
  #marksOn(grant: Grant, moment?: number): readonly Revocation[] {
    const { ledger, serverChannels } = this.options;
    return [undefined, ...serverChannels].flatMap((channel) => ledger.marksOn(grant, channel, moment));
  }

  #closed(code: number): void {
    const { ledger, note, name } = this.options;
    note(`${name} closed with ${code}`);
    if (code === 3500) {
      const grants = [this.#identity, this.#offered];
      if (!grants.some((grant) => ledger.marksOn(grant).some(({ mode }) => mode === 'end'))) {
        throw new Violation('closed for good, though nothing was revoked');
      }
      this.isEnded = true;
    } else if (
      code >= 3500 ||
      (code === 3004 && !ledger.wasUnsubscribed(this.#identity.user) && !ledger.isLeaky)
    ) {
      throw new Violation(`closed with ${code}`);
    } else if (code === 3010 && !ledger.isLossy) {
      throw new Violation('sent back for a publication, though none was lost');
    } else if (
      code === 3005 &&
      !this.#isConnected &&
      this.#marksOn(this.#offered, this.#offeredAt).length > 0
    ) {
      throw new Violation('an outdated token was not told that it is');
    }
    this.#lost();
    this.#comeBack();
  }

  #lost(): void {
    this.#watch?.cancel();
    this.#wire = undefined;
    this.#isConnected = false;
    this.client = undefined;
    this.#pending.clear();
    for (const subscription of this.subscriptions.values()) {
      if (subscription.state === 'subscribed') {
        subscription.state = 'subscribing';
      }
    }
  }

  #comeBack(): void {
    const { clock, random } = this.options;
    clock.schedule(random.integer(5, 300), () => {
      if (this.#isWanted && this.#wire === undefined && !this.isEnded) {
        this.#open();
      }
    });
  }

  #watchFor(ms: number): void {
    const wire = this.#wire;
    this.#watch?.cancel();
    this.#watch = this.options.clock.schedule(ms, () => {
      if (this.#wire === wire) {
        wire?.hangUp();
      }
    });
  }

  #allowed(channel: string | undefined, issuedAt: number, writtenAt: number): void {
    const { ledger } = this.options;
    const marks =
      channel === undefined ? [] : ledger.marksOn({ ...this.#identity, issuedAt }, channel, writtenAt);
    const [mark] = [
      ...ledger.marksOn(this.#identity, undefined, writtenAt),
      // What is given to everybody can be taken away, but there is nothing of it to renew.
      ...marks.filter(({ mode }) => mode === 'end' || !isForAll(channel ?? '')),
    ];
    if (mark !== undefined) {
      throw new Violation(
        `${channel ?? 'the connection'} was revoked by ${JSON.stringify(mark)}, and goes on`,
      );
    }
  }

  #token(channel: string, claims: object): { readonly text: string; readonly issuedAt: number } {
    const { clock, random, user, sid } = this.options;
    const known = this.#tokens.get(channel);
    const now = clock.now() / 1000;
    if (known !== undefined && known.exp > now && random.chance(0.7)) {
      return known;
    }
    const exp = now + random.integer(10, 120);
    const fields = { sub: user, sid, iat: now, exp, ...(channel === '' ? {} : { channel }), ...claims };
    const token = { text: writeToken(fields), issuedAt: now, exp };
    this.#tokens.set(channel, token);
    return token;
  }

  #command(method: string, body: object, answer: (message: Message, writtenAt: number) => void): string {
    this.#lastId += 1;
    this.#pending.set(this.#lastId, answer);
    return JSON.stringify({ id: this.#lastId, [method]: body });
  }

  #send(commands: readonly string[]): void {
    if (commands.length > 0) {
      this.#wire?.send(commands.join('\n'));
    }
  }
}

/** Whether the namespace of a channel lets every connection in. */
function isForAll(channel: string): boolean {
  return channel.startsWith('open:');
}

function subscribed(isServerSide: boolean): Subscribed {
  return {
    isServerSide,
    state: isServerSide ? 'subscribing' : 'unsubscribed',
    position: undefined,
    last: undefined,
    issuedAt: 0,
    round: -1,
    request: 0,
  };
}

function isSame(a: StreamPosition, b: StreamPosition | undefined): boolean {
  return a.epoch === b?.epoch && a.offset === b.offset;
}
