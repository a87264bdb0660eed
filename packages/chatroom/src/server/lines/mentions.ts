import type { RoomEvent } from '../../shared/answers.ts';
import type { OwnEvent } from '../../shared/room-overview.ts';

/** Whom a room's events mention for the first time, and what they are told. */
export function mentionsIn(
  room: string,
  events: readonly RoomEvent[],
): readonly (readonly [uid: number, event: OwnEvent])[] {
  return events.flatMap(({ seq: now, lines }) =>
    lines
      // A line that was only changed has been told of.
      .filter(({ seq }) => seq === now)
      .flatMap(({ seq, uid, name, body, mentions = [] }) =>
        mentions
          .filter((mentioned) => mentioned !== uid)
          .map((mentioned) => [mentioned, { type: 'mention', room, seq, uid, name, body }] as const),
      ),
  );
}
