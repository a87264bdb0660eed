import type { ClientInfo, Publication, Push, StreamPosition } from '@drupal-nodejs/protocol';
import type { Awaitable } from '../awaitable.ts';

/** A message on its way in; the broker gives it its place in the channel. */
export interface NewPublication {
  /** JSON text. */
  readonly data: string;
  readonly info?: ClientInfo;
  readonly tags?: Readonly<Record<string, string>>;
}

/** How much of a channel's past is kept. `size` 0 keeps none: such publications have no offset. */
export interface Retention {
  readonly size: number;
  readonly ttlMs: number;
}

export interface PublishOptions {
  readonly retention: Retention;
  /** A second publish with this key within the idempotency window returns the first one's position and sends nothing. */
  readonly idempotencyKey?: string | undefined;
  /** Needs a history: what isn't newer than the newest that was published is dropped, and answered with its position. */
  readonly version?: Version | undefined;
}

/** Which state of the publisher's data a publication shows. */
export interface Version {
  readonly number: number;
  /** Numbers of different epochs say nothing about each other; the later publish wins. */
  readonly epoch: string;
}

export interface HistoryFilter {
  /** Most publications to return; 0 returns the position alone. */
  readonly limit: number;
  /** Return only what lies after this offset (before it, when `reverse`). */
  readonly since?: number;
  readonly reverse?: boolean;
}

/** A part of a channel's stream, and where the stream stood at that moment. */
export interface StreamSlice {
  /** Epoch and offset of the newest publication; offset 0 when there was none yet. */
  readonly position: StreamPosition;
  /** Offset of the oldest publication that is still kept; `position.offset + 1` when none is. */
  readonly first: number;
  readonly publications: readonly Publication[];
}

/** News of a channel that isn't kept: who comes and who goes. */
export type Announcement = Extract<Push, { readonly join: unknown } | { readonly leave: unknown }>;

/** Where a broker hands on what was published; called in the order of the channel, once per publication. */
export interface PublicationSink {
  /** `epoch` is there where the publication has an offset. */
  publication(channel: string, publication: Publication, epoch?: string): void;

  announcement(channel: string, announcement: Announcement): void;

  /** Where a channel's stream stands, once all was handed on that will be: what didn't come by until now is lost. */
  stands(channel: string, position: StreamPosition): void;

  /** Whether somebody listens: a stream that is followed must not be forgotten. */
  isHeard(channel: string): boolean;
}

/**
 * Keeps and orders the publications of one site's channels.
 *
 * Promises: per channel one total order, offsets without gaps from 1 within an epoch, and a new epoch whenever an
 * offset can't be trusted any more. `publish` answers only after the publication is kept. The position of a channel
 * that is heard is never forgotten.
 */
export interface Broker {
  /** Returns the publication's position; `{epoch: '', offset: 0}` where the channel keeps no history. */
  publish(channel: string, publication: NewPublication, options: PublishOptions): Awaitable<StreamPosition>;

  /**
   * Reads a slice of a channel's stream; a channel that was never published to gets its epoch here.
   *
   * Where the channel is listened to, all up to the slice's position was handed on before this answers, or never is.
   */
  history(channel: string, filter: HistoryFilter, retention: Retention): Awaitable<StreamSlice>;

  /** Forgets a channel's kept publications; its position stays, so clients can tell what they missed. */
  removeHistory(channel: string): Promise<void>;

  /** Tells all who listen, on whatever server, that somebody came or left. May be lost. */
  announce(channel: string, announcement: Announcement): Promise<void>;

  /** Answers when all that is published from then on comes to the sink; to be called for each new listener. */
  listen(channel: string): Awaitable<void>;

  /** Nobody listens any more: publications of the channel need not come. */
  unlisten(channel: string): void;
}
