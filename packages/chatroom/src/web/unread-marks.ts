import type { RoomList, RoomListSnapshot } from '../shared/room-list.ts';
import { countsRestMs, Throttle } from './throttle.ts';
import type { Say } from './words.ts';

/** What shows elsewhere on the page what is unread. */
export interface UnreadMarks {
  /** Links to this address carry a number. */
  readonly href: string;
  readonly inLinks: boolean;
  readonly inTitle: boolean;
  readonly say: Say;
}

/** Shows on links to the chat, and in the page's title, what is unread. Returns what ends it. */
export function markUnread(list: RoomList, { href, inLinks, inTitle, say }: UnreadMarks): () => void {
  const title = document.title;
  const throttle = new Throttle(({ unread, mentions, isLoaded }: RoomListSnapshot) => {
    if (!isLoaded) return;
    const count = unread > 99 ? '99+' : String(unread);
    if (inTitle) document.title = unread === 0 ? title : `(${mentions > 0 ? '@' : ''}${count}) ${title}`;
    if (!inLinks) return;
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
      if (new URL(link.href, location.href).pathname !== href) continue;
      const badge = link.querySelector<HTMLElement>('.chatroom-badge') ?? addBadge(link);
      badge.hidden = unread === 0;
      badge.textContent = count;
      badge.setAttribute('aria-label', say('unread', { count }));
    }
  }, countsRestMs);
  const end = list.onChange((snapshot) => throttle.take(snapshot));
  return () => {
    end();
    throttle.clear();
  };
}

function addBadge(link: HTMLAnchorElement): HTMLElement {
  const badge = document.createElement('span');
  badge.className = 'chatroom-badge';
  badge.setAttribute('role', 'img');
  link.append(badge);
  return badge;
}
