import { ChatBegin } from './begin.ts';
import { ChatApp } from './chat-app.ts';
import { ChatComposer } from './composer.ts';
import { ChatConnected } from './connected.ts';
import { ChatConversation } from './conversation.ts';
import { ChatDialog } from './dialog.ts';
import { ChatDrawer } from './drawer.ts';
import { ChatEmojis } from './emoji-picker.ts';
import { ChatFinder } from './finder.ts';
import { ChatHoldBack } from './hold-back.ts';
import { ChatPreview } from './preview-card.ts';
import { ChatSwitcher } from './quick-switcher.ts';
import { ChatRoomHeader } from './room-header.ts';
import { ChatRooms } from './room-nav.ts';
import { ChatThread } from './thread-panel.ts';

export { centrifugeConnection } from '../shared/chat-connection.ts';
export { ChatSession, type ChatSessionOptions } from './chat-session.ts';
export type { ChatCommand, ChatCommands } from './commands.ts';
export { type DrupalLine, drupalConnection } from './drupal-line.ts';
export type { ChatFiles } from './site-files.ts';
export type { ChatPreviews, Preview } from './site-previews.ts';
export { english, type WordKey, type Words } from './words.ts';
export { ChatApp, ChatComposer, ChatConnected, ChatConversation, ChatDrawer };

/** Makes the chat's elements known to the page: `<chat-app>`, `<chat-drawer>`, `<chat-connected>`, and what they are made of. */
export function defineChat(): void {
  const elements = {
    'chat-app': ChatApp,
    'chat-begin': ChatBegin,
    'chat-dialog': ChatDialog,
    'chat-drawer': ChatDrawer,
    'chat-emojis': ChatEmojis,
    'chat-finder': ChatFinder,
    'chat-hold-back': ChatHoldBack,
    'chat-preview': ChatPreview,
    'chat-room-header': ChatRoomHeader,
    'chat-rooms': ChatRooms,
    'chat-switcher': ChatSwitcher,
    'chat-thread': ChatThread,
    'chat-connected': ChatConnected,
    'chat-conversation': ChatConversation,
    'chat-composer': ChatComposer,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
