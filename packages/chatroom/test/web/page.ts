// The page of the browser tests: the official SDK, the chat on it, and nothing else.
import {
  type ChatApp,
  type ChatDrawer,
  ChatSession,
  centrifugeConnection,
  defineChat,
} from '@drupal-nodejs/chatroom/web';
import { Centrifuge } from 'centrifuge';

const query = new URLSearchParams(location.search);
const centrifuge = new Centrifuge(`ws://${query.get('push')}/connection/websocket`, {
  ...(query.get('token') && { token: query.get('token') ?? '' }),
  minReconnectDelay: 50,
  maxReconnectDelay: 200,
});
defineChat();
const place = document.querySelector<ChatApp | ChatDrawer>('chat-app, chat-drawer');
if (place) {
  place.session = new ChatSession({
    connection: centrifugeConnection(centrifuge),
    account: { uid: Number(query.get('uid')), name: query.get('name') ?? '' },
    emojis: async () => (await fetch('/emojis.json')).json(),
    commands: {
      list: [{ name: 'roll', hint: 'a die with so many sides' }],
      run: async (room, name, text) => {
        if (text === '') throw new Error('how many sides?');
        return `${room} ${name} ${text}`;
      },
    },
    previews: {
      linksIn: (html) => (html.includes('/node/7') ? ['/node/7'] : []),
      look: async (address) => ({ title: 'Roses', kind: 'Article', text: `behind ${address}` }),
    },
  });
}
centrifuge.connect();
