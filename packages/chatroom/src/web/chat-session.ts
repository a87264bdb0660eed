import type { ChatConnection } from '../shared/chat-connection.ts';
import type { Keep } from '../shared/keep.ts';
import { People } from '../shared/people.ts';
import { RoomFeed } from '../shared/room-feed.ts';
import { RoomList } from '../shared/room-list.ts';
import type { ChatFiles } from './site-files.ts';
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
  /** The page on which lines become content. @default there is none */
  readonly toContent?: (room: string, from: number, to: number) => string;
}

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
  readonly toContent: ((room: string, from: number, to: number) => string) | undefined;
  readonly #site: string;
  readonly #feeds = new Map<string, RoomFeed>();
  readonly #people = new Map<string, People>();

  constructor(options: ChatSessionOptions) {
    const { connection, account, site = location.host, words, linkTo = hashLink } = options;
    this.files = options.files ?? noFiles;
    this.toContent = options.toContent;
    this.connection = connection;
    this.account = account;
    this.#site = site;
    this.say = sayIn({ ...english, ...words });
    this.linkTo = linkTo;
    this.list = new RoomList({ connection, uid: account.uid });
  }

  /** The feed of a room; the same one each time. */
  feed(room: string): RoomFeed {
    return remembered(
      this.#feeds,
      room,
      () => new RoomFeed({ room, link: this.connection.link(room), keep: this.keep('outbox', room) }),
    );
  }

  /** Who is in a room. */
  people(room: string): People {
    return remembered(this.#people, room, () => new People(this.connection.presence(room)));
  }

  /** A place of this tab, this account and this room. */
  keep(what: string, room: string): Keep {
    const key = `chatroom:${this.#site}:${this.account.uid}:${room}:${what}`;
    return {
      read: () => sessionStorage.getItem(key),
      write: (text) => (text === '' ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, text)),
    };
  }

  /** Leaves the connection, which stays with its owner. */
  close(): void {
    this.list.close();
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

function hashLink(room: string, seq: number): string {
  const { origin, pathname, search } = location;
  return `${origin}${pathname}${search}#${room}/${seq}`;
}
