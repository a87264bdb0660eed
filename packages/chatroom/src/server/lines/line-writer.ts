import type { RoomEvent } from '../../shared/answers.ts';
import type { Line } from '../../shared/line.ts';
import type { ChatError } from '../chat-error.ts';
import type { Change, Draft } from '../store.ts';

/** What a store is asked to write. */
export type Wish = Draft | Change;

/** How one wish of a group ended: the others of it are committed all the same. */
export type Outcome = Line | ChatError;

/** What became of a group of wishes. */
export interface Committed {
  readonly outcomes: ReadonlyMap<Wish, Outcome>;
  /** By room, in the order of their numbers. */
  readonly news: ReadonlyMap<string, readonly RoomEvent[]>;
}

/**
 * Wishes by room, always in the order of the rooms' names: two processes that lock several rooms never wait for each
 * other.
 */
export function byRoom<W extends Wish>(wishes: readonly W[]): readonly (readonly [string, readonly W[]])[] {
  return [...Map.groupBy(wishes, ({ room }) => room)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Commits wishes in groups, each room's in the order that they are given in. */
export interface LineWriter {
  /** Resolves after the commit. @throws ChatError 1500 when nothing of the group is known to be committed */
  commit(wishes: readonly Wish[]): Promise<Committed>;
}
