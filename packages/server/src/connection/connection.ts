import {
  type Command,
  Disconnect,
  DisconnectCode,
  ProtocolError,
  ProtocolErrorCode,
  type Push,
  type Reply,
  type UnsubscribeCode,
  unsubscribes,
} from '@drupal-nodejs/protocol';
import type { Credentials, Identity } from '../auth/authenticator.ts';
import { type Awaitable, after, attempt } from '../awaitable.ts';
import type { Outlet } from '../hub/listener.ts';
import type { Member } from '../hub/roster.ts';
import type { Meter } from '../meter.ts';
import type { Caller } from '../plugin/plugin.ts';
import { type Revocation, revokes } from '../revocation/revocations.ts';
import type { Site } from '../site/site.ts';
import type { Identified } from '../site/sites.ts';
import { Admission, lasting } from './admission.ts';
import type { ConnectionHost, Handshake } from './connection-host.ts';
import type { Cursor } from './cursor.ts';
import type { Life } from './expiry.ts';
import { Heartbeat, type Patient } from './heartbeat.ts';
import { identify } from './identify.ts';
import { Inbox } from './inbox.ts';
import { Outbox, type Reader } from './outbox.ts';
import { type ConnectionRecord, recordOf } from './record.ts';
import { reviseSubscriptions, revokeSubscriptions } from './revision.ts';
import { requireRoom } from './room.ts';
import { apiSubscribe, endSubscription, leavePresence } from './subscribing.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Transport } from './transport.ts';

/**
 * The server's side of one client session, from the handshake to its end.
 *
 * States: `waiting` (nothing said yet) → `connecting` (being identified) → `connected` → `closed`. One too many is
 * `turnedAway` from its beginning, and told so in a moment; one whose rights are outdated is `recalled`, and waits for
 * its turn to fetch a new token. Commands run in the order in which they came; each is answered when it is done.
 */
export class Connection implements Member, Patient, Reader {
  readonly client: string;
  readonly host: ConnectionHost;
  readonly handshake: Handshake;
  readonly subscriptions = new Subscriptions();
  readonly #transport: Transport;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  #state: 'waiting' | 'connecting' | 'connected' | 'turnedAway' | 'recalled' | 'closed' = 'waiting';
  readonly #heartbeat: Heartbeat;
  #admission: Admission | undefined;

  /** @param known whose connection it is, where another process has found out */
  constructor(
    host: ConnectionHost,
    transport: Transport,
    handshake: Handshake,
    known?: {
      readonly site: Site;
      readonly identity: Identity;
      readonly credentials?: Credentials;
      readonly pingInMs: number;
    },
  ) {
    this.host = host;
    this.client = handshake.client;
    this.handshake = handshake;
    this.#transport = transport;
    this.#inbox = new Inbox(this);
    this.#outbox = new Outbox(transport, host, this);
    this.#heartbeat = new Heartbeat(this);
    if (known !== undefined) {
      this.#state = 'connected';
      this.#admission = new Admission(this, known.site, known.identity, known.credentials);
      this.#heartbeat.begin(known.pingInMs);
      host.rates.restore(handshake.address);
      return;
    }
    const limit = host.rates.enter(handshake.address);
    if (limit !== undefined) {
      host.meter.limited(limit);
      this.#turnAway();
    }
  }

  /** Counts what the client does. */
  get meter(): Pick<Meter, 'command' | 'limited'> {
    return this.#admission?.site.meter ?? this.host.meter;
  }

  /** What let the client in. @throws ProtocolError 101 before it is connected */
  get admission(): Admission {
    if (this.#admission === undefined) {
      throw new ProtocolError(ProtocolErrorCode.unauthorized);
    }
    return this.#admission;
  }

  /** Where the connection belongs. @throws ProtocolError 101 before it is connected */
  get site(): Site {
    return this.admission.site;
  }

  /** Who the client is. @throws ProtocolError 101 before it is connected */
  get identity(): Identity {
    return this.admission.identity;
  }

  get user(): string {
    return this.identity.user;
  }

  get sid(): string | undefined {
    return this.identity.sid;
  }

  get login(): object | undefined {
    return this.identity.login;
  }

  get caller(): Caller {
    return this.admission.caller;
  }

  /** Where the hub writes the pushes of its channels; a reader that does not keep up is closed (3008). */
  get outlet(): Outlet {
    return this.#outbox;
  }

  get session(): string | undefined {
    return this.#transport.session;
  }

  get waitingBytes(): number {
    return this.#outbox.waitingBytes;
  }

  get isOpen(): boolean {
    return this.#state !== 'closed';
  }

  /** Whether it is known whose connection this is. */
  get isConnected(): boolean {
    return this.#state === 'connected' || this.#state === 'recalled';
  }

  /** Whether nothing is under way for the client, nor for the network. */
  get isIdle(): boolean {
    return this.isOpen && this.#inbox.isIdle && this.waitingBytes === 0;
  }

  /** Where the client stands, if it is told so with each event. */
  get cursor(): Cursor | undefined {
    return this.#transport.cursor;
  }

  get hasPongs(): boolean {
    return !this.#transport.isOneWay;
  }

  /** Milliseconds until the next ping. */
  get pingInMs(): number {
    return this.#heartbeat.dueInMs;
  }

  /** Takes the commands of one inbound frame. */
  receive(commands: readonly Command[]): void {
    if (this.#state === 'turnedAway') {
      return;
    }
    if (this.#state === 'recalled' && commands.some(({ method }) => method !== 'pong')) {
      this.#comeBack();
      return;
    }
    this.#heartbeat.hear();
    this.#inbox.receive(commands);
  }

  /** Takes a control frame of the wire, which is no sign that the client itself is there. */
  receiveControl(): void {
    if (this.isOpen) {
      this.#inbox.count();
    }
  }

  /** Becomes who the credentials say, once. @throws Disconnect, ProtocolError */
  connect(credentials: Credentials): Awaitable<void> {
    if (this.#state === 'turnedAway') {
      throw new Disconnect(DisconnectCode.tooManyRequests);
    }
    if (this.#state !== 'waiting') {
      throw new Disconnect(DisconnectCode.badRequest, 'connected already');
    }
    this.#state = 'connecting';
    return attempt(
      () => after(identify(this, credentials), (identified) => this.#admit(identified, credentials)),
      (error) => {
        if (this.#state === 'connecting') {
          // It may try again.
          this.#state = 'waiting';
        }
        throw error;
      },
    );
  }

  /** Has what the API tells the client wait for a connect that is no command, and that does not fail. */
  connecting(run: Promise<void>): void {
    this.#inbox.connecting(run);
  }

  #admit({ site, identity }: Identified, credentials: Credentials): void {
    this.requireOpen();
    // In one go with coming in: else all who wait for the same answer would find the same room.
    requireRoom(this.host, site, identity);
    this.#admission = new Admission(this, site, identity, lasting(identity, credentials));
    this.#state = 'connected';
    site.roster.add(this);
    site.witness.connected(this);
    // Checked again: a revocation before this finds its mark here, a later one finds the connection.
    if (site.revocations.find(identity, identity.channels) !== undefined) {
      throw new Disconnect(DisconnectCode.expired);
    }
    this.#heartbeat.begin();
  }

  /**
   * Takes a fresh identity of the same user.
   *
   * @param credentials that told it
   * @throws Disconnect 3500 for another user's
   */
  refresh(identity: Identity, credentials: Credentials): void {
    this.requireOpen();
    if (identity.user !== this.user) {
      throw new Disconnect(DisconnectCode.invalidToken, 'token of another user');
    }
    this.admission.renew(identity, credentials);
    reviseSubscriptions(this);
  }

  expire(expiresAt: number | undefined): void {
    this.admission.prolong(expiresAt);
    void after(this.#inbox.connectAnswered(), () => this.push({ refresh: this.life ?? {} }));
  }

  /** How long the client may wait before it refreshes; nothing where it need not. */
  get life(): Life | undefined {
    return this.admission.life;
  }

  async subscribe(channel: string): Promise<void> {
    // A client takes what it is told before its connect is answered for undone by that answer; and one that can only
    // listen would be given an `id` without the positions that it came with.
    await this.#inbox.connectAnswered();
    if (this.#state === 'connected') {
      await apiSubscribe(this, channel);
    }
  }

  unsubscribe(channel: string, code: UnsubscribeCode): void {
    const subscription = this.subscriptions.get(channel);
    if (subscription !== undefined) {
      // Else its connect is refused, and it comes back.
      const isToBeTold = subscription.isLive || !this.#inbox.isConnecting;
      endSubscription(this, subscription);
      if (isToBeTold) {
        this.tellUnsubscribed(channel, code);
      }
    }
  }

  /** Tells the client that a subscription is over. */
  tellUnsubscribed(channel: string, code: UnsubscribeCode): void {
    this.push({ channel, unsubscribe: { code, reason: unsubscribes[code] } });
  }

  revoke(mark: Revocation): boolean {
    if (revokes(mark, this.identity)) {
      if (mark.mode === 'end') {
        this.close(new Disconnect(DisconnectCode.invalidToken, 'revoked'));
      } else {
        this.#recall();
      }
      return true;
    }
    // A connection that was refreshed since may still have subscriptions from before.
    return revokeSubscriptions(this, mark);
  }

  /** Sends the reply to a command. */
  answer(reply: Reply): void {
    if (this.#state === 'recalled') {
      this.#comeBack();
    } else {
      this.#reply(reply);
    }
  }

  /** Sends a push at once, in order with what was answered before. */
  push(push: Push): void {
    this.#reply({ push });
  }

  /** Has bytes leave in one write with what is answered in this turn. */
  hold(frame: Buffer): void {
    this.#outbox.hold(frame);
  }

  /** Writes encoded bytes behind what was said before. */
  write(frame: Buffer): void {
    this.#outbox.write(frame);
  }

  ping(): void {
    this.#reply('ping');
  }

  tooSlow(): void {
    this.close(new Disconnect(DisconnectCode.slow));
  }

  /** Ends the connection, telling the client why. */
  close(reason: Disconnect): void {
    if (this.isOpen) {
      this.#leave(reason.code);
      // Only now: a reader too slow for these words would be closed for that, and come back where it may not.
      this.#outbox.flush();
      this.#outbox.close();
      this.#transport.close(reason);
    }
  }

  /** Leaves everything behind; called when the wire is gone. */
  ended(): void {
    if (this.isOpen) {
      this.#outbox.close();
      this.#leave(0);
    }
  }

  /** @param code what the connection was closed with, 0 when the client left */
  #leave(code: number): void {
    const { isConnected } = this;
    if (this.#state !== 'turnedAway') {
      this.host.rates.leave(this.handshake.address);
    }
    this.#state = 'closed';
    this.#heartbeat.stop();
    this.#admission?.end();
    if (isConnected) {
      for (const subscription of this.subscriptions.values()) {
        endSubscription(this, subscription);
      }
      this.site.roster.remove(this);
      this.site.farewell(this.caller, code);
      this.site.meter.disconnected(code);
    }
  }

  // Not in the constructor: what a closure there can see is kept for each connection.
  #turnAway(): void {
    this.#state = 'turnedAway';
    // When the transport has said its first words.
    this.host.clock.afterTurn(() => this.close(new Disconnect(DisconnectCode.tooManyRequests)));
  }

  // It hears no more from now on; told so it is in its turn, or when it asks for something.
  #recall(): void {
    if (this.#state !== 'connected') {
      return;
    }
    if (this.#inbox.isConnecting) {
      // Half a connection has nothing to wait with.
      this.#comeBack();
      return;
    }
    this.#state = 'recalled';
    for (const subscription of this.subscriptions.values()) {
      endSubscription(this, subscription);
    }
    this.site.recalls.add(() => this.#comeBack());
  }

  #comeBack(): void {
    this.close(new Disconnect(DisconnectCode.expired));
  }

  /** Writes itself down for another process, when it is idle. */
  toRecord(): ConnectionRecord {
    return recordOf(this);
  }

  /** Lets go without a word: another process goes on with the client. */
  moved(): void {
    this.#state = 'closed';
    this.#outbox.close();
    this.#heartbeat.stop();
    this.#admission?.end();
    for (const subscription of this.subscriptions.values()) {
      subscription.expiry?.cancel();
      // That process says itself that the client is there, and this one may stay for longer than the client.
      leavePresence(this, subscription);
    }
  }

  /** The client may have left while something was awaited for it. @throws Disconnect 3000 */
  requireOpen(): void {
    if (!this.isOpen) {
      throw new Disconnect(DisconnectCode.connectionClosed);
    }
  }

  #reply(reply: Reply): void {
    if (this.isOpen) {
      this.#outbox.add(reply);
    }
  }
}
