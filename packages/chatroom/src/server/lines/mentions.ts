import type { RoomEvent } from '../../shared/answers.ts';
import type { Line } from '../../shared/line.ts';
import type { OwnEvent } from '../../shared/room-overview.ts';

/** Accounts that a line mentions beside its author, who needn't be told. */
export function mentionedBy({ uid, mentions = [] }: Pick<Line, 'uid' | 'mentions'>): readonly number[] {
  return mentions.filter((mentioned) => mentioned !== uid);
}

/** Whom a room's events mention for the first time, and what they are told. */
export function mentionsIn(
  room: string,
  events: readonly RoomEvent[],
): readonly (readonly [uid: number, event: OwnEvent])[] {
  return events.flatMap(({ seq: now, lines }) =>
    lines
      // A line that was only changed has been told of.
      .filter(({ seq }) => seq === now)
      .flatMap((line) => {
        const { seq, uid, name, body, thread } = line;
        const event = { type: 'mention', room, seq, uid, name, body, ...(thread && { thread }) } as const;
        return mentionedBy(line).map((mentioned) => [mentioned, event] as const);
      }),
  );
}
