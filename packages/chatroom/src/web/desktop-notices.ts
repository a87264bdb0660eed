import type { OwnEvent } from '../shared/room-overview.ts';
import type { ChatSession } from './chat-session.ts';

const key = 'chatroom:notices';

/** Notices of the desktop for mentions, where the person asked for them; none while they look at the page. */
export class DesktopNotices {
  readonly #session: ChatSession;
  readonly #open: (room: string, seq: number) => void;

  constructor(session: ChatSession, open: (room: string, seq: number) => void) {
    this.#session = session;
    this.#open = open;
  }

  /** Does this browser know such notices? */
  static get isPossible(): boolean {
    return 'Notification' in window && Notification.permission !== 'denied';
  }

  get isOn(): boolean {
    return (
      DesktopNotices.isPossible && Notification.permission === 'granted' && localStorage.getItem(key) === 'on'
    );
  }

  /** Switches them; the browser asks the person the first time. */
  async set(on: boolean): Promise<void> {
    const isAllowed = on && (await Notification.requestPermission()) === 'granted';
    localStorage.setItem(key, isAllowed ? 'on' : 'off');
  }

  hear(event: OwnEvent): void {
    if (event.type !== 'mention' || !this.isOn) return;
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    const room = this.#session.list.snapshot.rooms.find((one) => one.room === event.room);
    if (room?.notify === 'nothing') return;
    const notice = new Notification(
      this.#session.say('mentionedIn', { name: event.name, room: room?.title ?? event.room }),
      // One line in several tabs is one notice.
      { body: event.body.slice(0, 200), tag: `${event.room}/${event.seq}` },
    );
    notice.addEventListener('click', () => {
      window.focus();
      this.#open(event.room, event.seq);
    });
  }
}
