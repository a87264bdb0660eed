import { ChatBegin } from './begin.ts';
import { ChatApp } from './chat-app.ts';
import { ChatComposer } from './composer.ts';
import { ChatConnected } from './connected.ts';
import { ChatConversation } from './conversation.ts';
import { ChatFinder } from './finder.ts';
import { ChatThread } from './thread-panel.ts';

export { centrifugeConnection } from '../shared/chat-connection.ts';
export { ChatSession, type ChatSessionOptions } from './chat-session.ts';
export { type DrupalLine, drupalConnection } from './drupal-line.ts';
export type { ChatFiles } from './site-files.ts';
export { english, type WordKey, type Words } from './words.ts';
export { ChatApp, ChatComposer, ChatConnected, ChatConversation };

/** Makes the chat's elements known to the page: `<chat-app>`, `<chat-connected>`, and what they are made of. */
export function defineChat(): void {
  const elements = {
    'chat-app': ChatApp,
    'chat-begin': ChatBegin,
    'chat-finder': ChatFinder,
    'chat-thread': ChatThread,
    'chat-connected': ChatConnected,
    'chat-conversation': ChatConversation,
    'chat-composer': ChatComposer,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
