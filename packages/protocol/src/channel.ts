/** Longest channel name, in bytes; names are ASCII, so in characters too. */
export const maxChannelLength = 255;

// The official SDK looks its subscriptions up in a plain object: a push for a channel called like a member of every
// object throws in it, and what comes behind that push in the same frame is lost.
const inherited = [
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
] as const;

/**
 * What fits a channel's name, as a regular expression.
 *
 * Printable ASCII without space: a name fits into URLs, logs and headers, and has one spelling only.
 */
export const channelNamePattern = `^(?!(${inherited.join('|')})$)[!-~]{1,${maxChannelLength}}$`;

const channelName = new RegExp(channelNamePattern);

/** Tells whether a text can name a channel: 1 to 255 printable ASCII characters, no member of every JavaScript object. */
export function isChannelName(name: unknown): name is string {
  return typeof name === 'string' && channelName.test(name);
}

/** Returns what stands before a channel's first colon, "" for a name without one. */
export function namespaceOf(channel: string): string {
  const colon = channel.indexOf(':');
  return colon === -1 ? '' : channel.slice(0, colon);
}
