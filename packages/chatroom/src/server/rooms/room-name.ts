/** Names of rooms, as they stand after `chat:` in a channel. */
export const roomPattern = '^[a-z0-9][a-z0-9_.-]{0,63}$';

const pattern = new RegExp(roomPattern);

/**
 * Can a room be called so?
 *
 * What can't be a name isn't asked for: databases fail a whole statement over letters that its column doesn't hold,
 * and with it the questions of everybody else in it.
 */
export function isRoomName(name: string): boolean {
  return pattern.test(name);
}
