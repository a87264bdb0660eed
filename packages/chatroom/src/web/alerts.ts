import type { Line } from '../shared/line.ts';
import type { RoomList } from '../shared/room-list.ts';
import type { RoomOverview } from '../shared/room-overview.ts';
import { sharedStorage } from './browser-storage.ts';
import { allowTones, playTone } from './tone.ts';
import type { Say } from './words.ts';

/** A line, and the one whose thread it is in. */
interface Place {
  readonly room: string;
  readonly seq: number;
  readonly thread?: number | undefined;
}

/** What {@link Alerts} needs to know. */
export interface AlertsOptions {
  readonly list: RoomList;
  readonly uid: number;
  readonly say: Say;
  /** Shows a line that somebody asked for by clicking on its notice. */
  readonly open: (place: Place) => void;
}

const keys = { desktop: 'chatroom:notices', sound: 'chatroom:sound' } as const;
const lineLength = 200;

/**
 * Notices of the desktop, and a tone, where the person asked for them; none while they look at the page.
 *
 * Told is what each room's level lets through: every line, or mentions; in direct talk every line, unless it is quiet.
 */
export class Alerts {
  readonly #uid: number;
  readonly #say: Say;
  readonly #endings: (() => void)[];
  /** Shows a line; a screen on the page takes over from the address. */
  open: (place: Place) => void;

  constructor({ list, uid, say, open }: AlertsOptions) {
    this.#uid = uid;
    this.#say = say;
    this.open = open;
    this.#endings = [
      list.onLine((overview, line) => this.#hear(overview, line)),
      list.onOwn((event) => {
        if (event.type !== 'mention') return;
        const room = list.snapshot.rooms.find((one) => one.room === event.room);
        if (room?.notify !== 'nothing') this.#tell(room?.title ?? event.room, event);
      }),
    ];
  }

  /** Does this browser know notices of the desktop, and may they be asked for? */
  static get knowsDesktop(): boolean {
    return 'Notification' in window && Notification.permission !== 'denied';
  }

  get hasDesktop(): boolean {
    return (
      Alerts.knowsDesktop && Notification.permission === 'granted' && sharedStorage.get(keys.desktop) === 'on'
    );
  }

  get hasSound(): boolean {
    return sharedStorage.get(keys.sound) === 'on';
  }

  /** Switches notices of the desktop; the browser asks the person the first time. */
  async setDesktop(on: boolean): Promise<void> {
    const isAllowed = on && (await Notification.requestPermission()) === 'granted';
    sharedStorage.set(keys.desktop, isAllowed ? 'on' : 'off');
  }

  /** Switches the tone, and plays it once where it is on. */
  async setSound(on: boolean): Promise<void> {
    sharedStorage.set(keys.sound, on ? 'on' : 'off');
    if (!on) return;
    await allowTones();
    await playTone();
  }

  close(): void {
    for (const end of this.#endings) end();
  }

  #hear({ title, kind, room, notify }: RoomOverview, line: Line): void {
    // A mention, or a call to everybody, is told as one of the person's own.
    if (line.mentions?.includes(this.#uid) || (line.calls && this.#uid > 0)) return;
    const isWanted = notify === 'all' || (kind === 'direct' && notify === 'mentions');
    if (isWanted) this.#tell(title, { room, ...line }, line.body);
  }

  #tell(
    title: string,
    { room, seq, thread, name, body }: Place & { name: string; body: string },
    text?: string,
  ): void {
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    if (this.hasSound) void this.#sound(`${room}/${seq}`);
    if (!this.hasDesktop) return;
    const who = name === '' ? this.#say('guest') : name;
    const words = text === undefined ? 'mentionedIn' : 'wroteIn';
    const notice = show(this.#say(words, { name: who, room: title }), {
      body: body.slice(0, lineLength),
      // One line in several tabs is one notice.
      tag: `${room}/${seq}`,
    });
    notice?.addEventListener('click', () => {
      window.focus();
      notice.close();
      this.open({ room, seq, thread });
    });
  }

  /** One line in several tabs is one tone. */
  async #sound(line: string): Promise<void> {
    if (!('locks' in navigator)) return playTone();
    await navigator.locks.request(`chatroom:sound:${line}`, { ifAvailable: true }, async (lock) => {
      if (lock === null) return;
      await playTone();
      // The other tabs hear of the line within this.
      await new Promise((resolve) => setTimeout(resolve, 2000));
    });
  }
}

/** Shows a notice; undefined where the browser lets only service workers do so, as those of Android do. */
function show(title: string, options: NotificationOptions): Notification | undefined {
  try {
    return new Notification(title, options);
  } catch {
    sharedStorage.set(keys.desktop, 'off');
    return undefined;
  }
}
