// The page of the browser tests: the official SDK, the chat on it, and nothing else.
import { type ChatApp, ChatSession, centrifugeConnection, defineChat } from '@drupal-nodejs/chatroom/web';
import { Centrifuge } from 'centrifuge';

const query = new URLSearchParams(location.search);
const centrifuge = new Centrifuge(`ws://${query.get('push')}/connection/websocket`, {
  ...(query.get('token') && { token: query.get('token') ?? '' }),
  minReconnectDelay: 50,
  maxReconnectDelay: 200,
});
defineChat();
const app = document.querySelector<ChatApp>('chat-app');
if (app) {
  app.session = new ChatSession({
    connection: centrifugeConnection(centrifuge),
    account: { uid: Number(query.get('uid')), name: query.get('name') ?? '' },
  });
}
centrifuge.connect();
