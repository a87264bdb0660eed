import { type DrupalTables, loadAccount, openDatabase } from '@drupal-nodejs/drupal';
import { type Caller, type Plugin, PluginError, type PluginHost } from '@drupal-nodejs/server';
import { type Author, authorOf } from './author.ts';
import { Chat } from './chat.ts';
import { ChatError } from './chat-error.ts';
import { ListMembership, type RolesOf } from './list-membership.ts';
import { type ChatOptions, readOptions } from './options.ts';
import { Publisher } from './publisher.ts';
import { createTables } from './schema.ts';
import { SqlStore } from './sql-store.ts';
import type { ChatTables } from './tables.ts';

const namespace = 'chat';

interface Running {
  readonly chat: Chat;
  readonly store: SqlStore;
  readonly publisher: Publisher;
}

/**
 * The chat as a plugin of the push server: rpc `chat.*`, channels `chat:ROOM`.
 * @throws TypeError naming the first wrong option
 */
export function createPlugin(options: unknown): Plugin {
  return new ChatPlugin(readOptions(options));
}

class ChatPlugin implements Plugin {
  readonly name = 'chat';
  readonly namespaces = [namespace];
  readonly methods = {
    send: this.#command((chat, author, data) => chat.send(author, data)),
    edit: this.#command((chat, author, data) => chat.edit(author, data)),
    delete: this.#command((chat, author, data) => chat.delete(author, data)),
    react: this.#command((chat, author, data) => chat.react(author, data)),
    pin: this.#command((chat, author, data) => chat.pin(author, data)),
    history: this.#command((chat, author, data) => chat.history(author, data)),
    sync: this.#command((chat, author, data) => chat.sync(author, data)),
  };
  readonly #options: ChatOptions;
  #running: Running | undefined;
  #host: PluginHost | undefined;

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  async start(host: PluginHost): Promise<void> {
    const { database, rooms, site, maxBody, maxWaiting } = this.#options;
    const db = await openDatabase<DrupalTables & ChatTables>(database, { access: 'write' });
    try {
      const rolesOf: RolesOf = async (uid) => (await loadAccount(db, uid))?.roles ?? [];
      // A database that isn't Drupal's is told of now, not to the first who writes, and gets no tables.
      await rolesOf(1);
      await createTables(db);
      const publisher = new Publisher(
        (room, event) => host.publish(site, `${namespace}:${room}`, event),
        (error, room, { seq }) =>
          host.log.warn({ err: error, room, seq }, 'a committed event was not published'),
      );
      const store = new SqlStore({
        db,
        waitingLines: maxWaiting,
        committed: (room, events) => publisher.announce(room, events),
      });
      for (const room of Object.keys(rooms)) await store.open(room);
      const membership = new ListMembership(rooms, rolesOf);
      this.#host = host;
      this.#running = { chat: new Chat({ store, membership, maxBody }), store, publisher };
    } catch (error) {
      await db.destroy();
      throw error;
    }
  }

  async subscribe(channel: string, caller: Caller): Promise<boolean> {
    const room = channel.slice(namespace.length + 1);
    return this.#answer((chat) => chat.maySee(this.#author(caller), room));
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.store.close();
    await running?.publisher.settled();
  }

  #command<Reply>(
    run: (chat: Chat, author: Author | undefined, data: unknown) => Promise<Reply>,
  ): (data: unknown, caller: Caller) => Promise<Reply> {
    return (data, caller) => this.#answer((chat) => run(chat, this.#author(caller), data));
  }

  /** An account of another site is nobody here. */
  #author(caller: Caller): Author | undefined {
    return caller.site === this.#options.site ? authorOf(caller) : undefined;
  }

  async #answer<Reply>(command: (chat: Chat) => Promise<Reply>): Promise<Reply> {
    const chat = this.#running?.chat;
    if (!chat) throw new Error('the chat plugin is not running');
    try {
      return await command(chat);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.cause !== undefined)
        this.#host?.log.error({ err: error.cause, code: error.code }, error.message);
      throw new PluginError(error.code, error.message);
    }
  }
}
