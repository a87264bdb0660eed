import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Line, Reaction } from '../shared/line.ts';
import type { SanctionKind } from '../shared/room-overview.ts';
import type { ChatSession } from './chat-session.ts';
import { icon } from './icon.ts';
import { kickSeconds } from './kick.ts';
import { attempt, tell } from './trouble.ts';

/** Emojis that are a click away. */
const handyEmojis = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀', '✅', '🔥', '👏', '🤔'];

/** What shows lines that have tools. */
export interface LineHost extends LitElement {
  readonly session: ChatSession;
  readonly room: string;
  /** The room; where its lines are elsewhere, what may be done in it. */
  readonly snapshot: { readonly mayWrite: boolean } | undefined;
  /** Whether the lines are a thread's: it is answered as a whole, and begins no thread of its own. */
  readonly isThread: boolean;
  /** Where lines can be left unread. @throws what the rpc was rejected with */
  markUnread?(seq: number): Promise<void>;
}

type Opened = 'menu' | 'emojis' | 'all-emojis';

/** Where a menu fits, and how much of it, in pixels. */
interface Room {
  readonly isUp: boolean;
  readonly height: number;
}

/** What a menu leaves free at the edge of the conversation. */
const marginPx = 12;

/** What one can do with a line: the buttons over it, and the menu behind the last of them. */
export class LineActions implements ReactiveController {
  readonly #host: LineHost;
  #open: { readonly seq: number; readonly what: Opened; readonly room: Room } | undefined;

  constructor(host: LineHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Where the pointer is, or last touched: tools of hundreds of lines would be most of a page, and lie over other lines. */
  #pointed: number | undefined;

  hostConnected(): void {
    document.addEventListener('pointerdown', this.#elsewhere);
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerdown', this.#elsewhere);
  }

  /** The line whose menu is open. */
  get openAt(): number | undefined {
    return this.#open?.seq;
  }

  readonly pointed = ({ target }: Event): void => {
    const line = target instanceof Element ? target.closest<HTMLElement>('article') : undefined;
    const seq = Number(line?.dataset.seq);
    if (!line || seq === this.#pointed) return;
    this.#pointed = seq;
    this.#host.requestUpdate();
  };

  render(line: Line, name: string): TemplateResult | typeof nothing {
    const { say, account } = this.#host.session;
    const isOpen = this.#open?.seq === line.seq;
    const mayWrite = this.#host.snapshot?.mayWrite ?? false;
    const { isUp, height } = (isOpen && this.#open?.room) || { isUp: false, height: 0 };
    return html`<div
      class="tools ${isOpen ? 'open' : ''} ${isUp ? 'up' : ''}"
      .style=${`--room: ${height}px`}
      @keydown=${this.#key}
    >
      ${
        mayWrite
          ? html`${
              account.uid > 0
                ? html`<button
                    aria-label=${say('react')}
                    title=${say('react')}
                    aria-expanded=${isOpen && this.#open?.what === 'emojis'}
                    @click=${() => this.#toggle(line.seq, 'emojis')}
                  >
                    ${icon('emoji')}
                  </button>`
                : nothing
            }
              ${
                this.#host.isThread
                  ? nothing
                  : html`<button aria-label=${say('reply')} title=${say('reply')} @click=${() => this.tell('answer', line)}>
                      ${icon('reply')}
                    </button>`
              }`
          : nothing
      }
      <button
        aria-label=${say('more', { name })}
        aria-haspopup="menu"
        aria-expanded=${isOpen && this.#open?.what === 'menu'}
        @click=${() => this.#toggle(line.seq, 'menu')}
      >
        ${icon('more')}
      </button>
      ${isOpen ? this.#opened(line) : nothing}
    </div>`;
  }

  /** Does a line have its tools? */
  has({ seq, deleted }: Line, isFocused: boolean): boolean {
    return !deleted && (isFocused || seq === this.#pointed || seq === this.openAt);
  }

  /** What others gave a line, to be given or taken back. */
  renderReactions(line: Line): TemplateResult | typeof nothing {
    const { reactions = [] } = line;
    if (reactions.length === 0) return nothing;
    const { session, snapshot } = this.#host;
    const { account, say } = session;
    return html`<div class="reactions">
      ${reactions.map((reaction) => {
        const { emoji, count, uids } = reaction;
        return html`<button
          aria-pressed=${uids.includes(account.uid)}
          aria-label=${say('reactions', { count, emoji })}
          ?disabled=${account.uid === 0 || !snapshot?.mayWrite}
          @click=${() => void this.#try(this.#turn(line, reaction))}
        >
          ${emoji} ${count}
        </button>`;
      })}
    </div>`;
  }

  #react(seq: number, emoji: string): void {
    const { session, room } = this.#host;
    this.#close();
    void this.#try(session.feed(room).react(seq, emoji, true));
  }

  /** Gives an emoji that others gave, or takes the own one back. */
  async #turn({ seq, changed }: Line, { emoji, count, uids }: Reaction): Promise<void> {
    const { session, room } = this.#host;
    const feed = session.feed(room);
    const isOwn = uids.includes(session.account.uid);
    const line = await feed.react(seq, emoji, !isOwn);
    // Not all are named: where giving it changed nothing, it was the reader's own.
    if (!isOwn && count > uids.length && line?.changed === changed) await feed.react(seq, emoji, false);
  }

  #opened(line: Line): TemplateResult {
    const { session } = this.#host;
    if (this.#open?.what === 'menu') return this.#menu(line);
    if (this.#open?.what === 'emojis') return this.#emojis(line);
    return html`<div class="menu floating">
      <chat-emojis
        .session=${session}
        @close=${() => this.#close()}
        @pick=${({ detail }: CustomEvent<string>) => this.#react(line.seq, detail)}
      ></chat-emojis>
    </div>`;
  }

  #emojis({ seq }: Line): TemplateResult {
    const { session } = this.#host;
    const { say } = session;
    return html`<div class="menu floating emojis">
      ${handyEmojis.map(
        (emoji) =>
          html`<button aria-label=${say('reactWith', { emoji })} @click=${() => this.#react(seq, emoji)}>
            ${emoji}
          </button>`,
      )}
      ${
        session.hasEmojis
          ? html`<button class="all-emojis" @click=${() => this.#toggle(seq, 'all-emojis')}>${say('allEmojis')}</button>`
          : nothing
      }
    </div>`;
  }

  #menu(line: Line): TemplateResult {
    const { session, room, snapshot } = this.#host;
    const { say, account } = session;
    const feed = session.feed(room);
    const mayModerate =
      session.list.snapshot.rooms.find((overview) => overview.room === room)?.may_moderate ?? false;
    const isOwn = line.uid === account.uid && account.uid > 0;
    const item = (words: string, act: () => void, isDanger = false) =>
      html`<button
        role="menuitem"
        class=${isDanger ? 'danger' : ''}
        @click=${() => {
          this.#close();
          act();
        }}
      >
        ${words}
      </button>`;
    const mayWrite = snapshot?.mayWrite ?? false;
    return html`<div class="menu floating" role="menu">
      ${mayWrite && !this.#host.isThread ? item(say('replyInThread'), () => this.tell('thread', line)) : nothing}
      ${isOwn && mayWrite ? item(say('edit'), () => this.tell('edit', line)) : nothing}
      ${mayModerate ? item(say(line.pinned ? 'unpin' : 'pin'), () => void this.#try(feed.pin(line.seq, !line.pinned))) : nothing}
      ${item(say('copyLink'), () => void this.#try(navigator.clipboard.writeText(session.linkTo(room, line.thread ?? line.seq))))}
      ${
        session.toContent && account.uid > 0
          ? item(say('toContent'), () =>
              location.assign(session.toContent?.(room, line.seq, line.seq) ?? '#'),
            )
          : nothing
      }
      ${account.uid > 0 && !isOwn ? item(say('flag'), () => void this.#flag(line)) : nothing}
      ${account.uid > 0 && this.#host.markUnread ? item(say('markUnread'), () => void this.#try(this.#host.markUnread?.(line.seq))) : nothing}
      ${
        mayModerate && !isOwn && line.uid > 0
          ? html`${item(say('muteLong'), () => this.#holdBack(line, 'mute'), true)}
            ${item(say('kick'), () => this.#kick(line), true)}
            ${item(say('banLong'), () => this.#holdBack(line, 'ban'), true)}`
          : nothing
      }
      ${
        (isOwn && mayWrite) || mayModerate
          ? item(
              say('delete'),
              () => {
                if (confirm(say('confirmDelete'))) void this.#try(feed.delete(line.seq));
              },
              true,
            )
          : nothing
      }
    </div>`;
  }

  async #flag({ seq }: Line): Promise<void> {
    const { session, room } = this.#host;
    const { say, connection } = session;
    const reason = prompt(say('flagReason'))?.trim().slice(0, 255);
    if (reason === undefined) return;
    if (await attempt(this.#host, say, connection.rpc('chat.flag', { room, seq, reason }))) {
      tell(this.#host, say('flagged'));
    }
  }

  #kick({ uid }: Line): void {
    const { session, room } = this.#host;
    void this.#try(session.connection.rpc('chat.impose', { room, uid, kind: 'ban', seconds: kickSeconds }));
  }

  /** Has the app ask for how long, and why. */
  #holdBack({ uid, name }: Line, what: SanctionKind): void {
    this.#host.dispatchEvent(new CustomEvent('hold-back', { detail: { what, person: { uid, name } } }));
  }

  /** Tells the app what is to happen with a line. */
  tell(type: 'answer' | 'edit' | 'thread', line: Line): void {
    this.#close();
    this.#host.dispatchEvent(new CustomEvent(type, { detail: line }));
  }

  #try(act: Promise<unknown> | undefined): Promise<boolean> {
    return attempt(this.#host, this.#host.session.say, act);
  }

  #toggle(seq: number, what: Opened): void {
    const isOpen = this.#open?.seq === seq && this.#open.what === what;
    this.#open = isOpen ? undefined : { seq, what, room: this.#roomFor(seq) };
    this.#host.requestUpdate();
    if (isOpen) return;
    void this.#host.updateComplete.then(() => {
      this.#host.renderRoot.querySelector<HTMLElement>('.menu button')?.focus();
    });
  }

  /** The side of a line's tools on which there is more room; a menu that is cut off would make the page scroll. */
  #roomFor(seq: number): Room {
    const { renderRoot } = this.#host;
    const tools = renderRoot.querySelector(`[data-seq="${seq}"] .tools`)?.getBoundingClientRect();
    const { top, bottom } = (renderRoot.querySelector('.scroller') ?? this.#host).getBoundingClientRect();
    const [above, below] = [(tools?.top ?? top) - top, bottom - (tools?.bottom ?? top)];
    return { isUp: above > below, height: Math.max(above, below) - marginPx };
  }

  /** Closes the menu; the focus that was in it goes back to the line, or it would be nowhere. */
  #close(): void {
    if (!this.#open) return;
    const menu = this.#host.renderRoot.querySelector('.menu');
    if (menu?.matches(':focus-within')) menu.closest('article')?.focus({ preventScroll: true });
    this.#open = undefined;
    this.#host.requestUpdate();
  }

  readonly #elsewhere = (event: Event): void => {
    const isInside = event.composedPath().some((node) => node instanceof Element && node.matches('.tools'));
    if (!isInside) this.#close();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const menu = this.#host.renderRoot.querySelector('.menu');
    if (event.key === 'Escape' && this.#open) {
      event.stopPropagation();
      const opener = menu?.parentElement?.querySelector<HTMLElement>('[aria-expanded="true"]');
      this.#close();
      opener?.focus();
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    // What is typed into has arrows of its own, and so have all emojis.
    const isOther = (event.target as Element).matches('chat-emojis');
    if (step === undefined || !menu || isOther) return;
    event.preventDefault();
    const items = [...menu.querySelectorAll<HTMLElement>('button')];
    const root = menu.getRootNode() as ShadowRoot;
    const now = items.indexOf(root.activeElement as HTMLElement);
    items[(now + step + items.length) % items.length]?.focus();
  };
}
