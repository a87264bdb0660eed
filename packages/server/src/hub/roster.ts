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
  readonly subscriptions: { readonly size: number; keys(): Iterable<string> };

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

/** Who is connected to this server, by user of one site. */
export class Roster {
  /** Most users have one connection, and a map weighs more than all else here; by client where there are several. */
  readonly #byUser = new Map<string, Member | Map<string, Member>>();
  #clients = 0;

  add(member: Member): void {
    this.#clients += 1;
    const there = this.#byUser.get(member.user);
    if (there === undefined) {
      this.#byUser.set(member.user, member);
    } else if (there instanceof Map) {
      there.set(member.client, member);
    } else {
      this.#byUser.set(member.user, new Map([there, member].map((mate) => [mate.client, mate])));
    }
  }

  remove(member: Member): void {
    const there = this.#byUser.get(member.user);
    if (there === member || (there instanceof Map && there.delete(member.client))) {
      this.#clients -= 1;
    }
    if (there === member || (there instanceof Map && there.size === 0)) {
      this.#byUser.delete(member.user);
    }
  }

  /** Connections of a user, or the one with this client id if it is that user's. */
  find(user: string, client?: string): Member[] {
    const there = this.#byUser.get(user);
    if (client === undefined) {
      return there instanceof Map ? [...there.values()] : there === undefined ? [] : [there];
    }
    const member = there instanceof Map ? there.get(client) : there;
    return member?.client === client ? [member] : [];
  }

  *all(): Generator<Member> {
    for (const there of this.#byUser.values()) {
      if (there instanceof Map) {
        yield* there.values();
      } else {
        yield there;
      }
    }
  }

  get clients(): number {
    return this.#clients;
  }

  get users(): number {
    return this.#byUser.size;
  }
}
