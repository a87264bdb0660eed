/** Longest channel name, in bytes; names are ASCII, so in characters too. */
export const maxChannelLength = 255;

// Printable ASCII without space: a name fits into URLs, logs and headers, and has one spelling only.
const channelName = /^[\x21-\x7e]+$/;

/** Tells whether a text can name a channel: 1 to 255 printable ASCII characters. */
export function isChannelName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= maxChannelLength && channelName.test(name);
}

/** Returns what stands before a channel's first colon, "" for a name without one. */
export function namespaceOf(channel: string): string {
  const colon = channel.indexOf(':');
  return colon === -1 ? '' : channel.slice(0, colon);
}
