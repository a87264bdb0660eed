import { RoomFeed, type RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import type { Client } from '@drupal-nodejs/client';
import { button, element } from '../element.ts';
import type { LinkState, Order, Witness } from '../frame-message.ts';
import { icon } from '../icon.ts';
import type { FrameSettings, Person } from '../settings.ts';
import { Badge } from './badge.ts';
import { registerClassicCallbacks } from './classic-callbacks.ts';
import { Composer } from './composer.ts';
import { LineList } from './line-list.ts';
import { face, People } from './people.ts';
import { RoleNotes } from './role-notes.ts';
import { roomLink } from './room-link.ts';
import { Ticker } from './ticker.ts';
import { Toasts } from './toasts.ts';
import { WhoIsHere } from './who-is-here.ts';

/** What a chat tells those around it. */
export interface ChatEvents {
  onState(state: LinkState, reason: string): void;
  onKept(kept: number): void;
  logOut(): void;
}

/** A person's page while logged in: one room, who is here, notices. */
export class Chat {
  readonly root: HTMLElement;
  readonly #feed: RoomFeed;
  readonly #badge = new Badge();
  readonly #people = new People();
  readonly #toasts = new Toasts();
  readonly #ticker: Ticker;
  readonly #lines: LineList;
  readonly #composer: Composer;
  readonly #notes: RoleNotes;
  readonly #roleChip: HTMLElement;
  readonly #events: ChatEvents;
  #wasLive = false;

  constructor(settings: FrameSettings, person: Person, client: Client, events: ChatEvents) {
    const { room, role } = settings.demo;
    this.#events = events;
    this.#feed = new RoomFeed({ room, link: roomLink(client, room) });
    this.#lines = new LineList(person.uid, this.#feed);
    this.#composer = new Composer(person.name, person.uid, (text) => {
      this.#feed.send(text);
      this.#lines.showEnd();
    });
    this.#roleChip = element('span', { class: 'chip', hidden: true }, role.label);
    this.root = this.#assemble(person);
    this.#ticker = new Ticker(this.root);
    this.#feed.onChange((snapshot) => this.#draw(snapshot));
    client.on('content:ticker', {
      publication: ({ data }) => this.#ticker.take(data),
      stateLost: () => this.#ticker.markLost(),
      subscribed: () => this.#ticker.noteHeard(),
    });
    this.#notes = new RoleNotes(client, role.channel, {
      onNote: ({ subject, body }) => this.#toasts.show({ subject: subject || role.label, body }),
      onRight: (hasRole) => {
        this.#roleChip.hidden = !hasRole;
      },
    });
    new WhoIsHere(client, (names) => this.#people.draw(names));
    registerClassicCallbacks(client, this.#toasts);
    client.onState(({ state, reason, final }) => this.#showState(state, reason, final));
  }

  /** Writes a line as this person; gives its client_id, by which every page can be asked for it. */
  say(text: string): string {
    return this.#feed.send(text);
  }

  /** What stands on this page now. */
  witness({ run }: Extract<Order, { type: 'count' }>): Witness {
    const asked = run ?? this.#ticker.run;
    return {
      isReady: this.#ticker.isHeard && this.#feed.snapshot.state === 'live',
      lines: this.#lines.shown,
      kept: this.#feed.snapshot.pending.length,
      notes: this.#notes.texts,
      hasRole: this.#notes.hasRole,
      run: asked,
      seqs: this.#ticker.seen(asked),
      recovered: this.#ticker.isWhole(asked),
    };
  }

  #assemble(person: Person): HTMLElement {
    const tabLink = element(
      'a',
      {
        class: 'quiet',
        href: location.pathname + location.search,
        target: '_blank',
        rel: 'noopener',
        title: 'Open in a second tab',
      },
      icon('newTab'),
      element('span', { class: 'spoken' }, 'Open in a second tab'),
    );
    const leave = button(
      icon('leave'),
      { class: 'quiet', 'data-logout': true, title: 'Log out', 'aria-label': `Log ${person.name} out` },
      () => this.#events.logOut(),
    );
    return element(
      'div',
      { class: 'chat', 'data-author': person.name.toLowerCase() },
      element(
        'header',
        { class: 'who' },
        face(person.name),
        element('h1', {}, person.name),
        this.#roleChip,
        this.#badge.root,
        tabLink,
        leave,
      ),
      this.#people.root,
      element('main', {}, this.#lines.root, this.#composer.root),
      this.#toasts.root,
    );
  }

  #draw(snapshot: RoomSnapshot): void {
    this.#lines.draw(snapshot);
    this.#composer.allow(snapshot.state !== 'refused');
    this.#badge.showKept(snapshot.pending.length);
    this.#events.onKept(snapshot.pending.length);
  }

  #showState(
    state: 'connecting' | 'live' | 'offline',
    reason: string | undefined,
    isFinal: boolean | undefined,
  ): void {
    if (state === 'live') this.#wasLive = true;
    const shown = state === 'live' ? 'live' : isFinal ? 'ended' : this.#wasLive ? 'offline' : 'connecting';
    this.#badge.showState(shown);
    this.#events.onState(shown, reason ?? '');
  }
}
