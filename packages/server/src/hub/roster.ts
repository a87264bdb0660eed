import type { Disconnect, UnsubscribeCode } from '@drupal-nodejs/protocol';
import { Few } from '../few.ts';
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

/** The connections of one user, by client. */
class Mates extends Few<Member> {
  protected keyOf({ client }: Member): string {
    return client;
  }
}

/** Who is connected to this server, by user of one site. */
export class Roster {
  readonly #byUser = new Map<string, Mates>();
  #clients = 0;

  add(member: Member): void {
    this.#clients += 1;
    let mates = this.#byUser.get(member.user);
    if (mates === undefined) {
      mates = new Mates();
      this.#byUser.set(member.user, mates);
    }
    mates.add(member);
  }

  remove(member: Member): void {
    const mates = this.#byUser.get(member.user);
    if (mates?.get(member.client) !== member) {
      return;
    }
    this.#clients -= 1;
    mates.delete(member.client);
    if (mates.size === 0) {
      this.#byUser.delete(member.user);
    }
  }

  /** Connections of a user, or the one with this client id if it is that user's. */
  find(user: string, client?: string): Member[] {
    const mates = this.#byUser.get(user);
    if (client === undefined) {
      return [...(mates?.values() ?? [])];
    }
    const member = mates?.get(client);
    return member === undefined ? [] : [member];
  }

  *all(): Generator<Member> {
    for (const mates of this.#byUser.values()) {
      yield* mates.values();
    }
  }

  get clients(): number {
    return this.#clients;
  }

  get users(): number {
    return this.#byUser.size;
  }
}
