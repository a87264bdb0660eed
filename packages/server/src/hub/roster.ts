import type { Disconnect, UnsubscribeCode } from '@drupal-nodejs/protocol';
import type { Revocation } from '../revocation/revocations.ts';

/** A connection, as those see it who act on it from the server's side. */
export interface Member {
  readonly client: string;
  readonly user: string;
  /** Names the user's session. */
  readonly sid: string | undefined;
  /** The log-in that let it in, to be looked at again; absent where nothing else than time ends it. */
  readonly login: object | undefined;
  /** Bytes that wait for the client to read. */
  readonly waitingBytes: number;
  /** By channel. */
  readonly subscriptions: ReadonlyMap<string, unknown>;

  /** Subscribes the client to a channel, as if it had asked for it. @throws ProtocolError 102, 105, 106 */
  subscribe(channel: string): Promise<void>;

  /** Ends one subscription and tells the client; nothing happens where there is none. */
  unsubscribe(channel: string, code: UnsubscribeCode): void;

  /** Changes until when the connection may live (seconds since 1970), and tells the client. */
  expire(expiresAt: number | undefined): void;

  /** Ends what a revocation takes away; tells whether there was anything. */
  revoke(mark: Revocation): boolean;

  /** Ends the connection and tells the client why. */
  close(reason: Disconnect): void;
}

/** Who is connected to this server, by client and by user of one site. */
export class Roster {
  readonly #byClient = new Map<string, Member>();
  /** Most users have one connection, and a set weighs more than all else here. */
  readonly #byUser = new Map<string, Member | Set<Member>>();

  add(member: Member): void {
    this.#byClient.set(member.client, member);
    const there = this.#byUser.get(member.user);
    if (there === undefined) {
      this.#byUser.set(member.user, member);
    } else if (there instanceof Set) {
      there.add(member);
    } else {
      this.#byUser.set(member.user, new Set([there, member]));
    }
  }

  remove(member: Member): void {
    this.#byClient.delete(member.client);
    const there = this.#byUser.get(member.user);
    if (there instanceof Set) {
      there.delete(member);
    }
    if (there === member || (there instanceof Set && there.size === 0)) {
      this.#byUser.delete(member.user);
    }
  }

  /** Connections of a user, or the one with this client id if it is that user's. */
  find(user: string, client?: string): Member[] {
    if (client === undefined) {
      const there = this.#byUser.get(user);
      return there instanceof Set ? [...there] : there === undefined ? [] : [there];
    }
    const member = this.#byClient.get(client);
    return member?.user === user ? [member] : [];
  }

  all(): IterableIterator<Member> {
    return this.#byClient.values();
  }

  get clients(): number {
    return this.#byClient.size;
  }

  get users(): number {
    return this.#byUser.size;
  }
}
