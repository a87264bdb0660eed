import type { RoomLink } from '@drupal-nodejs/chatroom/feed';
import type { Client } from '@drupal-nodejs/client';

/** Carries a chat room over the page's client, so that chat and notices share one connection. */
export function roomLink(client: Client, room: string): RoomLink {
  const channel = `chat:${room}`;
  return {
    rpc: (method, data) => client.rpc(method, data),
    onPublication: (listener) => client.on(channel, (publication) => listener(publication.data)),
    onState(listener) {
      listener('down');
      const offState = client.onState(({ state }) => {
        if (state !== 'live') listener('down');
      });
      const offChannel = client.on(channel, {
        subscribed: () => listener('up'),
        error: (error) => {
          if (!error.temporary) listener('refused', { code: error.status ?? 0, message: error.message });
        },
      });
      return () => {
        offState();
        offChannel();
      };
    },
  };
}
