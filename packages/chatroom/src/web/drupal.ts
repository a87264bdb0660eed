// Entry of modules/chatroom/js/dist/chatroom.js, the module's library chatroom/chatroom.
import { ChatSession } from './chat-session.ts';
import type { ChatCommand } from './commands.ts';
import { csrfToken } from './csrf-token.ts';
import { type DrupalLine, drupalConnection } from './drupal-line.ts';
import { type ChatApp, type ChatConnected, type ChatDrawer, defineChat } from './index.ts';
import { siteCommands } from './site-commands.ts';
import { siteFiles } from './site-files.ts';
import { sitePreviews } from './site-previews.ts';
import { markUnread } from './unread-marks.ts';
import type { Words } from './words.ts';

interface ChatroomSettings {
  readonly words: Partial<Words>;
  /** Address of the page of all rooms. */
  readonly base: string;
  /** Address of the token that a POST with the session's cookie needs. */
  readonly token: string;
  readonly badge: boolean;
  readonly title: boolean;
  /** May files be brought? */
  readonly uploads: boolean;
  /** What this account may have Drupal do. */
  readonly commands: readonly ChatCommand[];
  /** Address of all emojis. */
  readonly emojis: string;
  /** Address that tells what stands behind a path, and where paths of this site begin; undefined: nobody asks. */
  readonly previews?: { readonly url: string; readonly root: string };
}

interface Settings {
  readonly chatroom?: ChatroomSettings;
  readonly user?: { readonly uid: number | string };
}

interface Page {
  readonly Drupal?: {
    readonly behaviors: Record<string, { attach(context: ParentNode, settings: Settings): void }>;
    readonly nodejs?: DrupalLine;
  };
}

interface Account {
  readonly uid: number;
  readonly name: string;
}

const page = window as unknown as Page;
let session: ChatSession | undefined;

/** The page's one chat, which all its places share. */
function open(line: DrupalLine, settings: ChatroomSettings, account: Account) {
  const { words, base, token, badge, title, uploads, commands, emojis, previews } = settings;
  const csrf = csrfToken(token);
  session ??= new ChatSession({
    connection: drupalConnection(line),
    account,
    words,
    linkTo: (room, seq) => new URL(`${base}/${room}#${room}/${seq}`, location.href).href,
    files: siteFiles({ base, csrf, isOpen: uploads && account.uid > 0 }),
    commands: siteCommands({ base, csrf, list: account.uid > 0 ? commands : [] }),
    emojis: () => fetch(emojis).then((answer) => answer.json()),
    ...(previews && { previews: sitePreviews(previews.url, previews.root) }),
    toContent: (room, from, to) => `${base}/${room}/to-content?from=${from}&to=${to}`,
  });
  return { session, marks: { href: base, inLinks: badge, inTitle: title, say: session.say } };
}

function accountOf(element: HTMLElement): Account {
  const { uid = 0, name = '' } = JSON.parse(element.dataset.chatroom ?? '{}') as Partial<Account>;
  return { uid, name };
}

let isMarked = false;

type Place = ChatApp | ChatConnected | ChatDrawer;

const placeSelector = ['chat-app', 'chat-connected', 'chat-drawer']
  .map((name) => `${name}[data-chatroom]`)
  .join(', ');

if (page.Drupal) {
  page.Drupal.behaviors.chatroom = {
    attach(context, settings) {
      const line = page.Drupal?.nodejs;
      const { chatroom } = settings;
      // Without a server what the page brought stays as it is: readable, with a form.
      if (!line || !chatroom) return;
      // What BigPipe brings may be a place itself.
      const isPlace = context instanceof HTMLElement && context.matches(placeSelector);
      const places = [
        ...(isPlace ? [context as Place] : []),
        ...context.querySelectorAll<Place>(placeSelector),
      ];
      const [first] = places;
      const hasLink = document.querySelector(`a[href$="${CSS.escape(chatroom.base)}"]`) !== null;
      if (!first && !session && !(chatroom.badge && hasLink && Number(settings.user?.uid ?? 0) > 0)) return;
      const account = first ? accountOf(first) : { uid: Number(settings.user?.uid ?? 0), name: '' };
      const opened = open(line, chatroom, account);
      if (!isMarked && account.uid > 0) {
        isMarked = true;
        markUnread(opened.session.list, opened.marks);
      }
      for (const place of places) place.session = opened.session;
      if (places.length > 0) defineChat();
    },
  };
}
