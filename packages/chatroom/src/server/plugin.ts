import { type DrupalTables, loadAccount, openDatabase } from '@drupal-nodejs/drupal';
import { type Caller, type Plugin, PluginError, type PluginHost } from '@drupal-nodejs/server';
import type { RoomEvent } from '../shared/answers.ts';
import { ChatErrorCode } from '../shared/error-code.ts';
import type { RoomHint } from '../shared/hint.ts';
import type { OwnEvent } from '../shared/room-overview.ts';
import { Chat } from './chat.ts';
import { ChatError } from './chat-error.ts';
import { DrupalLineWriter } from './lines/drupal-line-writer.ts';
import { mentionsIn } from './lines/mentions.ts';
import { Pace } from './lines/pace.ts';
import { SqlLineWriter } from './lines/sql-line-writer.ts';
import { Wording } from './lines/wording.ts';
import { type ChatOptions, readOptions } from './options.ts';
import { type Author, authorOf } from './people/author.ts';
import { SitePeople } from './people/site-people.ts';
import { Publisher } from './publisher.ts';
import { Finding } from './readers/finding.ts';
import { News } from './readers/news.ts';
import { Reading } from './readers/reading.ts';
import { SqlReaders } from './readers/sql-readers.ts';
import { Admission } from './rooms/admission.ts';
import { Conversations } from './rooms/conversations.ts';
import { ListMembership, type RolesOf } from './rooms/list-membership.ts';
import { anyOf } from './rooms/membership.ts';
import { Moderation } from './rooms/moderation.ts';
import type { Rooms } from './rooms/rooms.ts';
import { SqlRooms } from './rooms/sql-rooms.ts';
import { SqlStandings } from './rooms/sql-standings.ts';
import { TableMembership } from './rooms/table-membership.ts';
import { createTables } from './schema.ts';
import { SqlStore } from './sql-store.ts';
import type { ChatTables } from './tables.ts';

const namespace = 'chat';

/** What stands before the uid in the channel of an account's own; no room begins so. */
const own = '@';

/** Where Drupal tells pages that content changed of which they may show a preview. */
const contentChannel = '@content';

/** What channels carry. */
type Told = RoomEvent | RoomHint | OwnEvent;

interface Running {
  readonly chat: Chat;
  readonly reading: Reading;
  readonly moderation: Moderation;
  readonly conversations: Conversations;
  readonly finding: Finding;
  readonly store: SqlStore;
  readonly publisher: Publisher<Told>;
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
    send: this.#command(({ chat }, author, data) => chat.send(author, data)),
    edit: this.#command(({ chat }, author, data) => chat.edit(author, data)),
    delete: this.#command(({ chat }, author, data) => chat.delete(author, data)),
    react: this.#command(({ chat }, author, data) => chat.react(author, data)),
    pin: this.#command(({ chat }, author, data) => chat.pin(author, data)),
    typing: this.#command(({ chat }, author, data) => chat.typing(author, data)),
    history: this.#command(({ chat }, author, data) => chat.history(author, data)),
    sync: this.#command(({ chat }, author, data) => chat.sync(author, data)),
    rooms: this.#command(({ reading }, author, data) => reading.rooms(author, data)),
    read: this.#command(({ reading }, author, data) => reading.read(author, data)),
    notify: this.#command(({ reading }, author, data) => reading.notify(author, data)),
    impose: this.#command(({ moderation }, author, data) => moderation.impose(author, data)),
    lift: this.#command(({ moderation }, author, data) => moderation.lift(author, data)),
    sanctions: this.#command(({ moderation }, author, data) => moderation.sanctions(author, data)),
    settle: this.#command(({ moderation }, author, data) => moderation.settle(author, data)),
    search: this.#command(({ finding }, author, data) => finding.search(author, data)),
    pins: this.#command(({ finding }, author, data) => finding.pins(author, data)),
    find: this.#command(({ finding }, author, data) => finding.find(author, data)),
    flag: this.#command(({ finding }, author, data) => finding.flag(author, data)),
    people: this.#command(({ conversations }, author, data) => conversations.people(author, data)),
    talk: this.#command(({ conversations }, author, data) => conversations.talk(author, data)),
    create: this.#command(({ conversations }, author, data) => conversations.create(author, data)),
    invite: this.#command(({ conversations }, author, data) => conversations.invite(author, data)),
    join: this.#command(({ conversations }, author, data) => conversations.join(author, data)),
    leave: this.#command(({ conversations }, author, data) => conversations.leave(author, data)),
  };
  readonly calls = {
    post: (body: unknown, site: string) => this.#answer(({ chat }) => chat.post(body), site),
  };
  readonly #options: ChatOptions;
  #running: Running | undefined;
  #host: PluginHost | undefined;
  #news: News | undefined;

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  async start(host: PluginHost): Promise<void> {
    const { database, rooms, site, superUser, maxBody, pace, maxWaiting, events } = this.#options;
    const db = await openDatabase<DrupalTables & ChatTables>(database, { access: 'write' });
    try {
      const rolesOf: RolesOf = async (uid) => (await loadAccount(db, uid))?.roles ?? [];
      // A database that isn't Drupal's is told of now, not to the first who writes, and gets no tables.
      await rolesOf(1);
      await createTables(db);
      const people = new SitePeople(db, superUser);
      const membership = anyOf([new ListMembership(rooms, rolesOf), new TableMembership(db, rolesOf)]);
      const roomTable = new SqlRooms(db);
      const admission = new Admission({ membership, rooms: roomTable, standings: new SqlStandings(db) });
      const wording = new Wording({ admission, people, maxBody });
      const publisher = new Publisher<Told>(
        (name, event) => host.publish(site, `${namespace}:${name}`, event),
        (error, name) => host.log.warn({ err: error, name }, 'a committed event was not published'),
      );
      const tell = (uid: number, event: OwnEvent): void => publisher.announce(`${own}${uid}`, [event]);
      const announce = (room: string, hint: RoomHint): void => publisher.announce(room, [hint]);
      const doubt = (room: string): void => {
        this.#doubt(roomTable, announce, room).catch((err: unknown) =>
          host.log.warn({ err, room }, 'readers were not told to look'),
        );
      };
      const store = new SqlStore({
        db,
        writer:
          this.#options.store === 'drupal'
            ? this.#drupalWriter(host, doubt)
            : new SqlLineWriter({ db, doubt }),
        waitingLines: maxWaiting,
        committed: (room, events) => {
          publisher.announce(room, events);
          for (const [uid, event] of mentionsIn(room, events)) tell(uid, event);
          this.#news?.add(room);
        },
      });
      for (const [room, { title }] of Object.entries(rooms)) await store.open(room, title);
      const now = Date.now;
      const paced = new Pace(pace, now);
      const chat = new Chat({ store, admission, wording, pace: paced, announce });
      const expel = (room: string, uid: number): Promise<void> =>
        host.unsubscribe(site, String(uid), `${namespace}:${room}`);
      const conversations = new Conversations({ db, admission, people, pace: paced, tell, expel, now });
      const reading = new Reading({ readers: new SqlReaders(db), admission, conversations, tell });
      const finding = new Finding({ db, admission, pace: paced, now });
      const moderation = new Moderation({
        rooms: roomTable,
        admission,
        pace: paced,
        tell,
        announce,
        expel,
        now,
      });
      this.#host = host;
      if (events) this.#news = new News((changed) => host.tell(site, 'chat', { rooms: changed }));
      this.#running = { chat, reading, moderation, conversations, finding, store, publisher };
    } catch (error) {
      await db.destroy();
      throw error;
    }
  }

  /** @throws TypeError when the server knows no Drupal to ask */
  #drupalWriter(host: PluginHost, doubt: (room: string) => void): DrupalLineWriter {
    const drupal = host.drupal(this.#options.site);
    if (!drupal) throw new TypeError('chat options: store: expected `backend` beside it for "drupal"');
    return new DrupalLineWriter({ post: (path, question) => drupal.post(path, question), doubt });
  }

  /** Has everybody look who goes by what they were told of a room. */
  async #doubt(rooms: Rooms, announce: (room: string, hint: RoomHint) => void, room: string): Promise<void> {
    this.#news?.add(room);
    const [standing] = await rooms.standing([room], 0);
    if (!standing) return;
    const { title, status, slow } = standing;
    announce(room, { type: 'settled', title, status, slow });
  }

  async subscribe(channel: string, caller: Caller): Promise<boolean> {
    const name = channel.slice(namespace.length + 1);
    const author = this.#author(caller);
    // Tells that something changed, and nobody what.
    if (name === contentChannel) return author !== undefined;
    if (name.startsWith(own)) return author !== undefined && author.uid > 0 && name === `${own}${author.uid}`;
    return this.#answer(({ chat }) => chat.maySee(author, name));
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.store.close();
    this.#news?.close();
    await running?.publisher.settled();
  }

  #command<Reply>(
    run: (running: Running, author: Author | undefined, data: unknown) => Promise<Reply>,
  ): (data: unknown, caller: Caller) => Promise<Reply> {
    return (data, caller) => this.#answer((running) => run(running, this.#author(caller), data));
  }

  /** An account of another site is nobody here. */
  #author(caller: Caller): Author | undefined {
    return caller.site === this.#options.site ? authorOf(caller) : undefined;
  }

  async #answer<Reply>(
    command: (running: Running) => Promise<Reply>,
    site = this.#options.site,
  ): Promise<Reply> {
    if (site !== this.#options.site)
      throw new PluginError(ChatErrorCode.unknownRoom, 'There is no such room.');
    if (!this.#running) throw new Error('the chat plugin is not running');
    try {
      return await command(this.#running);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.cause !== undefined)
        this.#host?.log.error({ err: error.cause, code: error.code }, error.message);
      throw new PluginError(error.code, error.message);
    }
  }
}
