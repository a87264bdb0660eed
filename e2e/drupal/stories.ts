import { playActions } from './story/actions-story.ts';
import { playAdmin } from './story/admin-story.ts';
import { playAjax } from './story/ajax-story.ts';
import { playApp } from './story/app-story.ts';
import { playCache } from './story/cache-story.ts';
import { playCallback } from './story/callback-story.ts';
import { playChatroomContent } from './story/chatroom/content-story.ts';
import { playChatroomGroups } from './story/chatroom/groups-story.ts';
import { playChatroomHostility } from './story/chatroom/hostility-story.ts';
import { playChatroomOrder } from './story/chatroom/order-story.ts';
import { playChatroomRecipe } from './story/chatroom/recipe-story.ts';
import { playChatroomRooms } from './story/chatroom/rooms-story.ts';
import { playChatroomStore } from './story/chatroom/store-story.ts';
import { playChatroomTalk } from './story/chatroom/talk-story.ts';
import { playChatroomTools } from './story/chatroom/tools-story.ts';
import { playClassic } from './story/classic-story.ts';
import { playConfig } from './story/config-story.ts';
import { playBulk } from './story/contrib/bulk-story.ts';
import { playDrush } from './story/contrib/drush-story.ts';
import { playEca } from './story/contrib/eca-story.ts';
import { playGroup } from './story/contrib/group-story.ts';
import { playKey } from './story/contrib/key-story.ts';
import { playNotices } from './story/contrib/notices-story.ts';
import { playOauth } from './story/contrib/oauth-story.ts';
import { playRelations } from './story/contrib/relations-story.ts';
import { playEntities } from './story/entity-story.ts';
import { playEvents } from './story/event-story.ts';
import { playHostile } from './story/hostile-story.ts';
import { playLive } from './story/live-story.ts';
import { playLogOut } from './story/log-out-story.ts';
import { playModule } from './story/module-story.ts';
import { playNode } from './story/node-story.ts';
import { playNotify } from './story/notify-story.ts';
import { playOutage } from './story/outage-story.ts';
import { playPresence } from './story/presence-story.ts';
import { playPush } from './story/push-story.ts';
import { playQueue } from './story/queue-story.ts';
import { playQuickStart } from './story/quick-start-story.ts';
import { playRoles } from './story/role-story.ts';
import { playRpc } from './story/rpc-story.ts';
import type { Scene } from './story/scene.ts';
import { playSession } from './story/session-story.ts';
import { playSetUp } from './story/set-up-story.ts';
import { playSubscribe } from './story/subscribe-story.ts';
import { playTickets } from './story/ticket-story.ts';
import { playTokens } from './story/token-story.ts';
import { playViews } from './story/views-story.ts';
import { playWatchdog } from './story/watchdog-story.ts';

/** Plays one story, on a site that has seen no other. */
export type Story = (scene: Scene) => Promise<void>;

/** What is played, by name: in this order in the evidence, in any order on the stage. */
export const stories: Readonly<Record<string, Story>> = {
  module: playModule,
  tokens: playTokens,
  live: playLive,
  cache: playCache,
  tickets: playTickets,
  'log-out': playLogOut,
  events: playEvents,
  rpc: playRpc,
  admin: playAdmin,
  hostile: playHostile,
  roles: playRoles,
  callback: playCallback,
  session: playSession,
  classic: playClassic,
  'chatroom-talk': playChatroomTalk,
  'chatroom-rooms': playChatroomRooms,
  'chatroom-content': playChatroomContent,
  'chatroom-groups': playChatroomGroups,
  'chatroom-order': playChatroomOrder,
  'chatroom-tools': playChatroomTools,
  'chatroom-hostility': playChatroomHostility,
  'chatroom-store': playChatroomStore,
  'chatroom-recipe': playChatroomRecipe,
  node: playNode,
  queue: playQueue,
  app: playApp,
  watchdog: playWatchdog,
  ajax: playAjax,
  notify: playNotify,
  actions: playActions,
  'set-up': playSetUp,
  'quick-start': playQuickStart,
  config: playConfig,
  push: playPush,
  subscribe: playSubscribe,
  entity: playEntities,
  views: playViews,
  presence: playPresence,
  outage: playOutage,
  'contrib-group': playGroup,
  'contrib-eca': playEca,
  'contrib-drush': playDrush,
  'contrib-oauth': playOauth,
  'contrib-relations': playRelations,
  'contrib-key': playKey,
  'contrib-notices': playNotices,
  'contrib-bulk': playBulk,
};
