import type { RoomFeed, RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import { ChatApp, ChatSession, defineChat, drupalConnection } from '@drupal-nodejs/chatroom/web';
import type { Client } from '@drupal-nodejs/client';
import { button, element } from '../element.ts';
import type { LinkState, Order, Witness } from '../frame-message.ts';
import { icon } from '../icon.ts';
import type { FrameSettings, Person } from '../settings.ts';
import { Badge } from './badge.ts';
import { registerClassicCallbacks } from './classic-callbacks.ts';
import { face, People } from './people.ts';
import { RoleNotes } from './role-notes.ts';
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
  readonly #app: ChatApp;
  readonly #notes: RoleNotes;
  readonly #roleChip: HTMLElement;
  readonly #events: ChatEvents;
  #wasLive = false;

  constructor(settings: FrameSettings, person: Person, client: Client, events: ChatEvents) {
    const { room, role } = settings.demo;
    this.#events = events;
    defineChat();
    const session = new ChatSession({
      connection: drupalConnection(client),
      account: { uid: Number(person.uid), name: person.name },
      site: settings.nodejs.site,
      emojis: async () => (await fetch('/assets/emojis.json')).json(),
    });
    this.#feed = session.feed(room);
    this.#app = Object.assign(new ChatApp(), { session, room, single: true });
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
      lines: this.#shown,
      kept: this.#feed.snapshot.pending.length,
      notes: this.#notes.texts,
      hasRole: this.#notes.hasRole,
      run: asked,
      seqs: this.#ticker.seen(asked),
      recovered: this.#ticker.isWhole(asked),
    };
  }

  /** client_id of each line that stands in the conversation, top to bottom. */
  get #shown(): readonly string[] {
    const conversation = this.#app.renderRoot.querySelector('chat-conversation');
    const lines = conversation?.shadowRoot?.querySelectorAll<HTMLElement>('article[data-client-id]') ?? [];
    return [...lines].map(({ dataset }) => dataset.clientId ?? '');
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
      element('main', {}, this.#app),
      this.#toasts.root,
    );
  }

  #draw(snapshot: RoomSnapshot): void {
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
