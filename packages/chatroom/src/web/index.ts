import { ChatApp } from './chat-app.ts';
import { ChatComposer } from './composer.ts';
import { ChatConversation } from './conversation.ts';

export { centrifugeConnection } from '../shared/chat-connection.ts';
export { ChatSession, type ChatSessionOptions } from './chat-session.ts';
export { english, type WordKey, type Words } from './words.ts';
export { ChatApp, ChatComposer, ChatConversation };

/** Makes the chat's elements known to the page: `<chat-app>`, `<chat-conversation>`, `<chat-composer>`. */
export function defineChat(): void {
  const elements = {
    'chat-app': ChatApp,
    'chat-conversation': ChatConversation,
    'chat-composer': ChatComposer,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
