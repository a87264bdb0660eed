import type { StreamPosition, SubscribeResult } from '@drupal-nodejs/protocol';

// Neither a seal nor a channel's name holds a space, and no epoch an @.
const form = /^(?<seal>-|[\w-]+\.[\w-]+)(?<positions>(?: [\x21-\x7e]+@[^@:\s]*:\d{1,15})*)$/;

/**
 * Where a one-way client stands: the `id` of its events, which a browser sends along when it comes back.
 *
 * The seal vouches for who it is, "" for who can't be vouched for. The positions need no seal: any client may ask for
 * what it missed since anywhere.
 */
export class Cursor {
  /** The `id` of the last event of a client that must not come back. */
  static readonly end = 'end';

  #seal: string;
  readonly #positions = new Map<string, StreamPosition>();
  /** As long as nothing changes. */
  #text: string | undefined;

  /** @param results of the client's subscriptions */
  constructor(seal: string, results: Iterable<readonly [channel: string, result: SubscribeResult]>) {
    this.#seal = seal;
    for (const [channel, result] of results) {
      this.enter(channel, result);
    }
  }

  /** Reads what a client sent back; nothing when it is no cursor. */
  static read(text: string): Cursor | undefined {
    const { seal = '', positions = '' } = form.exec(text)?.groups ?? {};
    const parts = positions.split(' ').slice(1).map(readPosition);
    return seal === '' ? undefined : new Cursor(seal === '-' ? '' : seal, parts);
  }

  get seal(): string {
    return this.#seal;
  }

  set seal(seal: string) {
    this.#seal = seal;
    this.#text = undefined;
  }

  /** Begins to follow a channel, if its subscription has a position. */
  enter(channel: string, { epoch, offset }: SubscribeResult): void {
    if (epoch !== undefined && offset !== undefined) {
      this.#positions.set(channel, { epoch, offset });
      this.#text = undefined;
    }
  }

  /** How long it would be if it followed one more channel. */
  lengthWith(channel: string, { epoch, offset }: SubscribeResult): number {
    const { length } = this.toString();
    return epoch === undefined || offset === undefined
      ? length
      : length + 1 + writePosition([channel, { epoch, offset }]).length;
  }

  /** Goes on to a publication's offset; tells whether the cursor changed. @param text what it is then, where that is known */
  advance(channel: string, offset: number | undefined, text?: string): boolean {
    const position = this.#positions.get(channel);
    if (position === undefined || offset === undefined) {
      return false;
    }
    this.#positions.set(channel, { epoch: position.epoch, offset });
    this.#text = text;
    return true;
  }

  leave(channel: string): void {
    this.#positions.delete(channel);
    this.#text = undefined;
  }

  positionIn(channel: string): StreamPosition | undefined {
    return this.#positions.get(channel);
  }

  toString(): string {
    this.#text ??= [this.#seal || '-', ...[...this.#positions].map(writePosition)].join(' ');
    return this.#text;
  }
}

function writePosition([channel, { epoch, offset }]: readonly [string, StreamPosition]): string {
  return `${channel}@${epoch}:${offset}`;
}

function readPosition(text: string): readonly [string, StreamPosition] {
  const at = text.lastIndexOf('@');
  const colon = text.lastIndexOf(':');
  return [text.slice(0, at), { epoch: text.slice(at + 1, colon), offset: Number(text.slice(colon + 1)) }];
}
