/** Where broadcasts go; pages of the module subscribe to it by themselves. */
export const broadcastChannel = 'nodejs_broadcast';

/** Today's name of a classic channel: `nodejs_user_7` is `user:7`, as the module's own functions have it. */
export function channelName(classic: string): string {
  const [, uid] = /^nodejs_user_(\d+)$/.exec(classic) ?? [];
  return uid === undefined ? classic : `user:${uid}`;
}

/** The channel behind a content channel. */
export function contentChannelName(classic: string): string {
  return `content:${classic}`;
}
