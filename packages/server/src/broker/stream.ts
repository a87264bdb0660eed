import type { Publication, StreamPosition } from '@drupal-nodejs/protocol';
import { Fifo } from '../fifo.ts';
import type {
  HistoryFilter,
  NewPublication,
  PublishOptions,
  Retention,
  StreamSlice,
  Version,
} from './broker.ts';

interface Entry {
  readonly publication: Publication & { readonly offset: number };
  readonly at: number;
}

/** A stream as it is written to a snapshot. */
export interface StreamRecord {
  readonly epoch: string;
  readonly offset: number;
  readonly touchedAt: number;
  readonly ttlMs: number;
  readonly version?: Version;
  readonly entries: readonly Entry[];
}

/** A stream outlives its last publication by this many times its retention, so that late clients learn what they missed. */
const metaLives = 10;

/** The ordered past of one channel: the newest publications, up to a count and an age. */
export class Stream {
  readonly #epoch: string;
  #offset = 0;
  #touchedAt: number;
  #ttlMs = 0;
  #version: Version | undefined;
  #entries = new Fifo<Entry>();

  constructor(epoch: string, now: number) {
    this.#epoch = epoch;
    this.#touchedAt = now;
  }

  get position(): StreamPosition {
    return { epoch: this.#epoch, offset: this.#offset };
  }

  /** Whether a version is newer than the newest that was published, as far as the two can be compared. */
  isNews({ number, epoch }: Version): boolean {
    return this.#version?.epoch !== epoch || number > this.#version.number;
  }

  append(publication: NewPublication, { retention, version }: PublishOptions, now: number): Publication {
    this.#offset += 1;
    const kept = { offset: this.#offset, ...publication };
    this.#entries.push({ publication: kept, at: now });
    this.#version = version ?? this.#version;
    this.touch(now, retention);
    while (this.#entries.length > retention.size) {
      this.#entries.drop();
    }
    return kept;
  }

  /** Marks the stream as in use, so that its position is remembered. */
  touch(now: number, retention?: Retention): void {
    this.#ttlMs = retention?.ttlMs ?? this.#ttlMs;
    this.#touchedAt = now;
  }

  slice({ limit, since, reverse }: HistoryFilter, now: number): StreamSlice {
    this.#expire(now);
    const first = this.#entries.oldest?.publication.offset ?? this.#offset + 1;
    if (limit === 0) {
      return { position: this.position, first, publications: [] };
    }
    let publications = Array.from(this.#entries, (entry) => entry.publication);
    if (since !== undefined) {
      publications = publications.filter(({ offset }) => (reverse ? offset < since : offset > since));
    }
    if (reverse) {
      publications.reverse();
    }
    return { position: this.position, first, publications: publications.slice(0, limit) };
  }

  clear(): void {
    this.#entries = new Fifo();
  }

  /** Drops what is too old; returns whether the stream itself may be forgotten. */
  isForgettable(now: number): boolean {
    this.#expire(now);
    return this.#entries.length === 0 && now - this.#touchedAt > this.#ttlMs * metaLives;
  }

  toRecord(): StreamRecord {
    return {
      epoch: this.#epoch,
      offset: this.#offset,
      touchedAt: this.#touchedAt,
      ttlMs: this.#ttlMs,
      ...(this.#version === undefined ? {} : { version: this.#version }),
      entries: [...this.#entries],
    };
  }

  static fromRecord(record: StreamRecord): Stream {
    const stream = new Stream(record.epoch, record.touchedAt);
    stream.#offset = record.offset;
    stream.#ttlMs = record.ttlMs;
    stream.#version = record.version;
    stream.#entries = new Fifo(record.entries);
    return stream;
  }

  #expire(now: number): void {
    let { oldest } = this.#entries;
    while (oldest !== undefined && now - oldest.at > this.#ttlMs) {
      this.#entries.drop();
      oldest = this.#entries.oldest;
    }
  }
}
