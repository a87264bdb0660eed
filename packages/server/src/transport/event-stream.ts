import {
  type Disconnect,
  isReconnectCode,
  isResubscribeCode,
  ProtocolErrorCode,
  type Publication,
  type Push,
  type Reply,
  type SubscribeResult,
} from '@drupal-nodejs/protocol';
import { Cursor } from '../connection/cursor.ts';
import type { Encoding } from '../hub/encoding.ts';

/** Names that mean something else to EventSource or in this stream; a channel so called comes as `message`. */
const reserved: ReadonlySet<string> = new Set([
  'open',
  'error',
  'connect',
  'disconnect',
  'unsubscribe',
  'state-lost',
]);

const ping = Buffer.from(':\n\n');

// By push, since all listeners of a channel are handed the same ones.
const encoded = new WeakMap<Push, Buffer>();

/** What one client of a fan-out was written, for those who stand where it stood. */
interface Written {
  readonly before: string;
  readonly frame: Buffer;
  readonly after: string;
  readonly channel: string;
  readonly offset: number | undefined;
}

// By the replies, since all who are written to in one fan-out are handed the same array.
const written = new WeakMap<readonly Reply[], Written>();

/**
 * Replies as Server-Sent Events for whoever only listens: one event a publication, named after its channel.
 *
 * An event's text is the same for all. Only the `id` before it is the client's own: it becomes the browser's when the
 * event is whole, so a cut is never between the two.
 */
export class EventStream implements Encoding {
  readonly isPersonal = true as const;
  readonly #seal: () => string;
  readonly #cursor: Cursor;

  /**
   * @param cursor of the client, which moves with what is encoded
   * @param seal vouches for the client in it
   */
  constructor(cursor: Cursor, seal: () => string) {
    this.#cursor = cursor;
    this.#seal = seal;
  }

  get cursor(): Cursor {
    return this.#cursor;
  }

  encode(replies: readonly Reply[]): Buffer {
    const before = `${this.#cursor}`;
    const same = written.get(replies);
    if (same?.before === before) {
      this.#cursor.advance(same.channel, same.offset, same.after);
      return same.frame;
    }
    const frame = Buffer.concat(
      replies.flatMap((reply) => {
        if (reply === 'ping') {
          return [ping];
        }
        return 'push' in reply ? this.#encode(reply.push) : [];
      }),
    );
    const pubs = replies.filter(isPublication);
    const [first] = pubs;
    if (first !== undefined && pubs.length === replies.length) {
      const { channel } = first.push;
      if (pubs.every(({ push }) => push.channel === channel)) {
        const offset = pubs.findLast(({ push }) => push.pub.offset !== undefined)?.push.pub.offset;
        written.set(replies, { before, frame, after: `${this.#cursor}`, channel, offset });
      }
    }
    return frame;
  }

  /** The last event: a client that must not come back is given a cursor that says so. */
  encodeEnd({ code, reason }: Disconnect): Buffer {
    const reconnect = isReconnectCode(code);
    const id = reconnect ? '' : `id: ${Cursor.end}\n`;
    return Buffer.concat([Buffer.from(id), event('disconnect', JSON.stringify({ code, reason, reconnect }))]);
  }

  #encode(push: Push): Buffer[] {
    if ('pub' in push) {
      const bytes = encoded.get(push) ?? publication(push.channel, push.pub);
      encoded.set(push, bytes);
      return this.#cursor.advance(push.channel, push.pub.offset) ? [this.#id(), bytes] : [bytes];
    }
    if ('connect' in push) {
      const { subs = {}, client, expires, ttl } = push.connect;
      const life = expires ? { expires, ttl } : {};
      return this.#begin(Object.entries(subs), event('connect', JSON.stringify({ client, ...life })));
    }
    if ('subscribe' in push) {
      return this.#begin([[push.channel, push.subscribe]], end);
    }
    if ('unsubscribe' in push) {
      // Who may come back with a new token goes on from where it stood.
      const { code } = push.unsubscribe;
      if (code !== ProtocolErrorCode.tokenExpired && !isResubscribeCode(code)) {
        this.#cursor.leave(push.channel);
      }
      const text = JSON.stringify({ channel: push.channel, ...push.unsubscribe });
      return [this.#id(), event('unsubscribe', text)];
    }
    if ('refresh' in push) {
      this.#cursor.seal = this.#seal();
      return [this.#id(), end];
    }
    return [];
  }

  // What is lost is said before the cursor moves past it: a client that is cut in between is told again.
  #begin(subs: readonly (readonly [string, SubscribeResult])[], first: Buffer): Buffer[] {
    const lost = subs.filter(([, { was_recovering, recovered }]) => was_recovering && !recovered);
    const parts = lost.map(([channel]) => event('state-lost', JSON.stringify({ channel })));
    this.#cursor.seal = this.#seal();
    for (const [channel, result] of subs) {
      this.#cursor.enter(channel, result);
    }
    parts.push(this.#id(), first);
    for (const [channel, { publications = [] }] of subs) {
      for (const pub of publications) {
        parts.push(...this.#encode({ channel, pub }));
      }
    }
    return parts;
  }

  #id(): Buffer {
    return Buffer.from(`id: ${this.#cursor}\n`);
  }
}

const end = Buffer.from('\n');
const nothing = Buffer.alloc(0);

function isPublication(
  reply: Reply,
): reply is { readonly push: Extract<Push, { readonly pub: Publication }> } {
  return reply !== 'ping' && 'push' in reply && 'pub' in reply.push;
}

// Text goes out as it is, so that what Drupal rendered can be put into the page.
function publication(channel: string, { data }: Publication): Buffer {
  const text = data.startsWith('"') ? textOf(data) : data;
  return text === undefined ? nothing : event(reserved.has(channel) ? 'message' : channel, text);
}

// Whoever can write to Redis must not be able to end a server by it. Not checked where it comes from Redis: that would
// cost each message a reading, wherever nobody listens by events.
function textOf(json: string): string | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function event(name: string, text: string): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${text.replaceAll(/\r\n|\r|\n/g, '\ndata: ')}\n\n`);
}
