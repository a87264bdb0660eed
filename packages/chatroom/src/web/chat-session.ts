import type { ChatConnection } from '../shared/chat-connection.ts';
import { type EmojiGroup, readEmojis } from '../shared/emoji.ts';
import type { Keep } from '../shared/keep.ts';
import { People } from '../shared/people.ts';
import { RoomFeed } from '../shared/room-feed.ts';
import { RoomList } from '../shared/room-list.ts';
import { Alerts } from './alerts.ts';
import { tabStorage } from './browser-storage.ts';
import { type ChatCommands, noCommands } from './commands.ts';
import { permalinkTo } from './permalink.ts';
import { ShownPreviews } from './shown-previews.ts';
import type { ChatFiles } from './site-files.ts';
import type { ChatPreviews, Preview } from './site-previews.ts';
import { english, type Say, sayIn, type Words } from './words.ts';

/** What a {@link ChatSession} is made of. */
export interface ChatSessionOptions {
  readonly connection: ChatConnection;
  /** Who reads; uid 0 for a guest. */
  readonly account: { readonly uid: number; readonly name: string };
  /** Tells the chats of several sites apart where one browser keeps drafts. @default the page's host */
  readonly site?: string;
  /** @default English */
  readonly words?: Partial<Words>;
  /** The address of a line, for "Copy link". @default the page's own address with `#room/seq` */
  readonly linkTo?: (room: string, seq: number) => string;
  /** Where files of lines are kept. @default nobody can bring any */
  readonly files?: ChatFiles;
  /** Answers lines such as `/kick Bob`. @default none are known */
  readonly commands?: ChatCommands;
  /** What this package's `emojis.json` holds; asked for when somebody wants an emoji. @default only some are a click away */
  readonly emojis?: () => Promise<unknown>;
  /** What stands behind links in lines. @default they stay links */
  readonly previews?: ChatPreviews;
  /** The page on which lines become content. @default there is none */
  readonly toContent?: (room: string, from: number, to: number) => string;
}

/** Lines that a room keeps which no screen shows. */
const keptUnwatched = 80;

const noFiles: ChatFiles = {
  isOpen: false,
  url: () => '#',
  bring: () => Promise.reject(new Error('no place for files')),
};

/** One person's chat on one page: its rooms, what is open, what is kept. Several screens may show it. */
export class ChatSession {
  readonly connection: ChatConnection;
  readonly account: { readonly uid: number; readonly name: string };
  readonly list: RoomList;
  readonly say: Say;
  readonly linkTo: (room: string, seq: number) => string;
  readonly files: ChatFiles;
  readonly commands: ChatCommands;
  readonly alerts: Alerts;
  readonly toContent: ((room: string, from: number, to: number) => string) | undefined;
  readonly #site: string;
  readonly #feeds = new Map<string, RoomFeed>();
  readonly #people = new Map<string, People>();
  readonly #loadEmojis: (() => Promise<unknown>) | undefined;
  readonly #previewsOf: ChatPreviews | undefined;
  readonly #shownPreviews: ShownPreviews | undefined;
  #emojis: Promise<readonly EmojiGroup[]> | undefined;

  constructor(options: ChatSessionOptions) {
    const { connection, account, site = location.host, words, linkTo = permalinkTo } = options;
    this.files = options.files ?? noFiles;
    this.toContent = options.toContent;
    this.connection = connection;
    this.account = account;
    this.#site = site;
    this.say = sayIn({ ...english, ...words });
    this.linkTo = linkTo;
    this.list = new RoomList({ connection, uid: account.uid });
    this.commands = options.commands ?? noCommands;
    this.#loadEmojis = options.emojis;
    this.#previewsOf = options.previews;
    this.#shownPreviews =
      options.previews &&
      new ShownPreviews({ previews: options.previews, link: () => connection.link('@content') });
    this.alerts = new Alerts({
      list: this.list,
      uid: account.uid,
      say: this.say,
      open: ({ room, seq, thread }) => location.assign(linkTo(room, thread ?? seq)),
    });
  }

  /** Can all emojis be had? */
  get hasEmojis(): boolean {
    return this.#loadEmojis !== undefined;
  }

  /** All emojis; asked for once. @throws what asking was rejected with; the next call asks again */
  emojis(): Promise<readonly EmojiGroup[]> {
    this.#emojis ??= (this.#loadEmojis?.() ?? Promise.resolve({}))
      .then(readEmojis)
      .catch((reason: unknown) => {
        this.#emojis = undefined;
        throw reason;
      });
    return this.#emojis;
  }

  /** The addresses in a line behind which something can be looked up. */
  previewable(html: string): readonly string[] {
    return this.#previewsOf?.linksIn(html) ?? [];
  }

  /**
   * Calls back with what stands behind an address, now and whenever it changes; undefined where there is nothing, or not
   * for this reader. Returns what ends this.
   */
  watchPreview(address: string, watcher: (preview: Preview | undefined) => void): () => void {
    return this.#shownPreviews?.watch(address, watcher) ?? (() => undefined);
  }

  /** The feed of a room; the same one each time. */
  feed(room: string): RoomFeed {
    return remembered(this.#feeds, room, () => {
      const keep = this.keep('outbox', room);
      return new RoomFeed({ room, link: this.connection.link(room), keep, keptUnwatched });
    });
  }

  /** Who is in a room. */
  people(room: string): People {
    return remembered(this.#people, room, () => new People(this.connection.presence(room)));
  }

  /** A place of this tab, this account and this room. */
  keep(what: string, room: string): Keep {
    const key = `chatroom:${this.#site}:${this.account.uid}:${room}:${what}`;
    return {
      read: () => tabStorage.get(key),
      write: (text) => (text === '' ? tabStorage.delete(key) : tabStorage.set(key, text)),
    };
  }

  /** Leaves the connection, which stays with its owner. */
  close(): void {
    this.alerts.close();
    this.list.close();
    this.#shownPreviews?.close();
    for (const feed of this.#feeds.values()) feed.close();
    for (const people of this.#people.values()) people.close();
  }
}

function remembered<Thing>(things: Map<string, Thing>, key: string, make: () => Thing): Thing {
  const known = things.get(key);
  if (known !== undefined) return known;
  const made = make();
  things.set(key, made);
  return made;
}
