import type { Publication, StreamPosition, SubscribeResult } from '@drupal-nodejs/protocol';
import type { Revocation } from '../../src/revocation/revocations.ts';

/** What the simulator holds the server to; thrown when it breaks it. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** How a channel of the simulation is kept. */
export interface ChannelRules {
  readonly size: number;
  readonly ttlMs: number;
  readonly recovery: 'none' | 'stream' | 'cache';
}

/** How much one answer may bring back. */
export interface RecoveryBounds {
  readonly publications: number;
  readonly bytes: number;
}

/** A grant as the simulated Drupal gave it. */
export interface Grant {
  readonly user: string;
  readonly sid: string;
  readonly issuedAt: number;
}

interface Stream {
  readonly epoch: string;
  readonly entries: { readonly data: string; readonly at: number }[];
  /** Offsets up to this one were removed by hand. */
  removed: number;
  usedAt: number;
}

interface Read {
  readonly at: number;
  readonly stream: Stream;
  readonly top: number;
  /** The oldest offset that was kept then. */
  readonly first: number;
}

/**
 * What really happened, written down beside the server and judged by rules of its own: what was published, what was
 * kept when, what was revoked since when. It shares no code with what it judges.
 */
export class Ledger {
  readonly #rules: ReadonlyMap<string, ChannelRules>;
  readonly #bounds: RecoveryBounds;
  readonly #streams = new Map<string, Stream>();
  /** Streams that went on from an earlier point, or not at all. */
  readonly #past = new Map<string, Stream[]>();
  readonly #reads = new Map<string, Read[]>();
  readonly #places = new Map<string, number>();
  readonly #marks: { readonly mark: Revocation; readonly since: number }[] = [];
  readonly #unsubscribed: { readonly user: string; readonly channel: string }[] = [];
  #sequence = 0;
  /** Whether any publication got lost on its way to the hub. */
  isLossy = false;
  /** Whether a store was out of reach: what is not kept may have passed somebody by. */
  isLeaky = false;

  constructor(rules: ReadonlyMap<string, ChannelRules>, bounds: RecoveryBounds) {
    this.#rules = rules;
    this.#bounds = bounds;
  }

  /** The place of this moment in the order of everything that was written. */
  tick(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  rules(channel: string): ChannelRules {
    const rules = this.#rules.get(channel);
    if (rules === undefined) {
      throw new Violation(`nobody ever spoke of the channel ${channel}`);
    }
    return rules;
  }

  /** A publication came out of the store. */
  published(channel: string, { offset, data }: Publication, epoch: string | undefined, now: number): void {
    const stream = this.#stream(channel, epoch ?? '', now);
    stream.entries.push({ data, at: now });
    stream.usedAt = now;
    if (offset === undefined ? epoch !== undefined : offset !== stream.entries.length) {
      throw new Violation(`${channel}: publication ${stream.entries.length} was numbered ${offset}`);
    }
    if (this.#places.has(data)) {
      throw new Violation(`${channel}: ${data} was published twice`);
    }
    this.#places.set(data, stream.entries.length);
  }

  /** The store reads a channel's past at this moment; the epoch that it finds is told a little later. */
  read(channel: string, now: number): (epoch: string) => void {
    const known = this.#streams.get(channel);
    const top = known?.entries.length ?? 0;
    const first = known === undefined ? 1 : this.#first(channel, known, now);
    return (epoch) => {
      const stream = this.#stream(channel, epoch, now);
      stream.usedAt = Math.max(stream.usedAt, now);
      const read = stream === known ? { at: now, stream, top, first } : { at: now, stream, top: 0, first: 1 };
      this.#reads.set(channel, [...(this.#reads.get(channel) ?? []), read]);
    };
  }

  removed(channel: string): void {
    const stream = this.#streams.get(channel);
    if (stream !== undefined) {
      stream.removed = stream.entries.length;
    }
  }

  /** Publications a process kept in its memory went with it. */
  killed(): void {
    this.#streams.clear();
  }

  /** The store began new epochs, which go on from an earlier point; what it does not name is gone. */
  rewound(points: ReadonlyMap<string, StreamPosition & { readonly first: number }>): void {
    for (const [channel, stream] of [...this.#streams]) {
      if (stream.epoch === '') {
        continue;
      }
      const { epoch, offset, first } = points.get(channel) ?? { epoch: '', offset: 0, first: 1 };
      for (const { data } of stream.entries.slice(offset)) {
        this.#places.delete(data);
      }
      this.#past.set(channel, [...(this.#past.get(channel) ?? []), stream]);
      this.#streams.delete(channel);
      if (epoch !== '') {
        const entries = stream.entries.slice(0, offset);
        this.#streams.set(channel, {
          ...stream,
          epoch,
          entries,
          removed: first - 1,
        });
      }
    }
  }

  /** Where a channel stands. */
  position(channel: string): StreamPosition | undefined {
    const stream = this.#streams.get(channel);
    return stream && { epoch: stream.epoch, offset: stream.entries.length };
  }

  /** What a publication that somebody heard must say. */
  data(channel: string, position: StreamPosition): string | undefined {
    const streams = [
      this.#streams.get(channel),
      ...(this.#past.get(channel) ?? []),
      ...(this.#reads.get(channel) ?? []).map(({ stream }) => stream),
    ];
    return streams.find((stream) => stream?.epoch === position.epoch)?.entries[position.offset - 1]?.data;
  }

  /** The place in the order of its channel of a publication that has no offset. */
  place(data: string): number | undefined {
    return this.#places.get(data);
  }

  /** Judges an answer to a subscribe: was it whole if it says so, and is what it calls lost really lost? */
  judge(channel: string, since: StreamPosition | undefined, result: SubscribeResult, askedAt: number): void {
    const { recovery } = this.rules(channel);
    if (recovery === 'none') {
      if (result.epoch !== undefined || result.publications !== undefined || result.recovered !== undefined) {
        throw new Violation(`${channel}: recovers though it has no history`);
      }
      return;
    }
    const { publications = [], offset = -1, recovered = false } = result;
    const candidates = (this.#reads.get(channel) ?? []).filter(
      ({ at, stream, top }) =>
        at >= askedAt && stream.epoch === result.epoch && top === offset + publications.length,
    );
    const isTrue = candidates.some((read) =>
      recovery === 'cache'
        ? this.#isNewest(read, since, recovered, publications.length)
        : this.#isWhole(read, since) === recovered,
    );
    if (!isTrue) {
      const seen = candidates.map(({ top, first }) => `kept ${first}–${top}`).join('; ') || 'no such stream';
      throw new Violation(
        `${channel}: asked since ${JSON.stringify(since)}, was told recovered: ${recovered} at ${offset} with ${publications.length}, but ${seen}`,
      );
    }
  }

  /** A revocation is through: from here on nothing may pass. */
  revoked(mark: Revocation): void {
    if (mark.mode === 'end' && mark.channel !== undefined) {
      this.unsubscribed(mark.user, mark.channel);
    }
    this.#marks.push({ mark, since: this.tick() });
  }

  /** The API was asked to end a user's subscription. */
  unsubscribed(user: string, channel: string): void {
    this.#unsubscribed.push({ user, channel });
  }

  /** Whether something took a user's subscription away, from this channel or from any. */
  wasUnsubscribed(user: string, channel?: string): boolean {
    return this.#unsubscribed.some(
      (entry) =>
        (entry.user === user || entry.user === '*') && (channel === undefined || entry.channel === channel),
    );
  }

  get marks(): readonly Revocation[] {
    return this.#marks.map(({ mark }) => mark);
  }

  /** The revocations that end a grant, of one channel where it is named, as far as they were through at a moment. */
  marksOn(grant: Grant, channel?: string, moment = Number.POSITIVE_INFINITY): readonly Revocation[] {
    return this.#marks
      .filter(
        ({ mark, since }) =>
          since < moment &&
          (mark.user === grant.user || mark.user === '*') &&
          (mark.sid ?? grant.sid) === grant.sid &&
          (mark.channel ?? channel) === channel &&
          mark.at > grant.issuedAt,
      )
      .map(({ mark }) => mark);
  }

  #isWhole({ stream, top, first }: Read, since: StreamPosition | undefined): boolean {
    return (
      since !== undefined &&
      since.epoch === stream.epoch &&
      since.offset <= top &&
      since.offset >= first - 1 &&
      top - since.offset <= this.#bounds.publications &&
      stream.entries.slice(since.offset, top).reduce((sum, { data }) => sum + data.length, 0) <=
        this.#bounds.bytes
    );
  }

  #isNewest(
    { stream, top, first }: Read,
    since: StreamPosition | undefined,
    recovered: boolean,
    count: number,
  ): boolean {
    if (since?.epoch === stream.epoch && since.offset === top) {
      return recovered && count === 0;
    }
    return first <= top ? recovered && count === 1 : !recovered && count === 0;
  }

  #first(channel: string, stream: Stream, now: number): number {
    const { size, ttlMs } = this.rules(channel);
    const { entries, removed } = stream;
    const young = entries.findIndex(({ at }) => now - at <= ttlMs);
    const oldest = Math.max(young === -1 ? entries.length : young, entries.length - size, removed);
    return oldest + 1;
  }

  #stream(channel: string, epoch: string, now: number): Stream {
    const known = this.#streams.get(channel);
    if (known?.epoch === epoch) {
      return known;
    }
    if (known !== undefined && now - known.usedAt <= this.rules(channel).ttlMs * 10) {
      throw new Violation(`${channel}: a new epoch, though the old one was in use`);
    }
    const stream = { epoch, entries: [], removed: 0, usedAt: now };
    this.#streams.set(channel, stream);
    return stream;
  }
}
