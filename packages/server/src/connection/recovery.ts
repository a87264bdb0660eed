import type { StreamPosition, SubscribeResult } from '@drupal-nodejs/protocol';
import { type Awaitable, after } from '../awaitable.ts';
import type { StreamSlice } from '../broker/broker.ts';
import type { Limits } from '../limits.ts';
import type { Connection } from './connection.ts';
import type { Subscription } from './subscription.ts';

/** What a subscriber is answered about its channel's past. */
export interface Recovery {
  readonly result: SubscribeResult;
  /** Where the stream stood; nothing where the channel has no recovery. */
  readonly position?: StreamPosition;
}

/** Reads what a subscriber is to be given, and says honestly whether it is whole. */
export function recover(
  connection: Connection,
  { channel, namespace }: Subscription,
  since: StreamPosition | undefined,
): Awaitable<Recovery> {
  if (!namespace.recover) {
    return { result: {} };
  }
  const { limits } = connection.host;
  const isCache = namespace.recovery === 'cache';
  const filter = isCache
    ? { limit: 1, reverse: true }
    : since === undefined
      ? { limit: 0 }
      : { limit: limits.recovery + 1, since: since.offset };
  const recoveryFrom = (slice: StreamSlice): Recovery => ({
    result: {
      recoverable: true,
      positioned: true,
      epoch: slice.position.epoch,
      ...(isCache ? newest(slice, since) : missed(slice, since, limits)),
    },
    position: slice.position,
  });
  return after(connection.site.broker.history(channel, filter, namespace.retention), recoveryFrom);
}

// The reply of a client that gets publications says where it stood before them, since they move it.
type Outcome = Pick<SubscribeResult, 'offset' | 'publications' | 'recovered' | 'was_recovering'>;

function missed(
  { position, first, publications }: StreamSlice,
  since: StreamPosition | undefined,
  { recovery: most, queueBytes }: Limits,
): Outcome {
  if (since === undefined) {
    return { offset: position.offset };
  }
  const recovered =
    since.epoch === position.epoch &&
    since.offset <= position.offset &&
    since.offset + 1 >= first &&
    publications.length <= most &&
    publications.reduce((sum, { data }) => sum + data.length, 0) <= queueBytes;
  return recovered
    ? { offset: since.offset, was_recovering: true, recovered, publications }
    : { offset: position.offset, was_recovering: true, recovered };
}

// Who has the newest publication is whole, whatever came between; it isn't sent to who has it already.
function newest({ position, publications }: StreamSlice, since: StreamPosition | undefined): Outcome {
  const wasRecovering = since === undefined ? {} : ({ was_recovering: true } as const);
  const { offset } = position;
  if (since?.epoch === position.epoch && since.offset === offset) {
    return { offset, ...wasRecovering, recovered: true };
  }
  const isKept = publications[0]?.offset === offset;
  return isKept
    ? { offset: offset - 1, ...wasRecovering, recovered: true, publications }
    : { offset, ...wasRecovering, ...(since === undefined ? {} : { recovered: false }) };
}
