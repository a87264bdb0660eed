import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Line } from '../shared/line.ts';
import type { ChatConversation } from './conversation.ts';

/** Emojis that are a click away. */
const handyEmojis = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀', '✅', '🔥', '👏', '🤔'];

/** What one can do with a line: the buttons over it, and the menu behind the last of them. */
export class LineActions implements ReactiveController {
  readonly #host: ChatConversation;
  #open: { readonly seq: number; readonly what: 'menu' | 'emojis' } | undefined;

  constructor(host: ChatConversation) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('pointerdown', this.#elsewhere);
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerdown', this.#elsewhere);
  }

  render(line: Line, name: string): TemplateResult | typeof nothing {
    const { say, account } = this.#host.session;
    const isOpen = this.#open?.seq === line.seq;
    const mayWrite = this.#host.snapshot?.mayWrite ?? false;
    return html`<div class="tools ${isOpen ? 'open' : ''}" @keydown=${this.#key}>
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
                    ☺
                  </button>`
                : nothing
            }
              <button aria-label=${say('reply')} title=${say('reply')} @click=${() => this.tell('answer', line)}>
                ↩
              </button>`
          : nothing
      }
      <button
        aria-label=${say('more', { name })}
        aria-haspopup="menu"
        aria-expanded=${isOpen && this.#open?.what === 'menu'}
        @click=${() => this.#toggle(line.seq, 'menu')}
      >
        ⋯
      </button>
      ${isOpen ? (this.#open?.what === 'emojis' ? this.#emojis(line) : this.#menu(line, name)) : nothing}
    </div>`;
  }

  /** Gives a line an emoji or takes the own one back. */
  react(seq: number, emoji: string, on: boolean): void {
    const { session, room } = this.#host;
    this.#close();
    void this.#try(session.feed(room).react(seq, emoji, on));
  }

  #emojis({ seq }: Line): TemplateResult {
    const { say } = this.#host.session;
    return html`<div class="menu emojis">
      ${handyEmojis.map(
        (emoji) =>
          html`<button aria-label=${say('reactWith', { emoji })} @click=${() => this.react(seq, emoji, true)}>
            ${emoji}
          </button>`,
      )}
    </div>`;
  }

  #menu(line: Line, name: string): TemplateResult {
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
    return html`<div class="menu" role="menu">
      ${mayWrite ? item(say('replyInThread'), () => this.tell('thread', line)) : nothing}
      ${isOwn && mayWrite ? item(say('edit'), () => this.tell('edit', line)) : nothing}
      ${mayModerate ? item(say(line.pinned ? 'unpin' : 'pin'), () => void this.#try(feed.pin(line.seq, !line.pinned))) : nothing}
      ${item(say('copyLink'), () => void this.#try(navigator.clipboard.writeText(session.linkTo(room, line.seq))))}
      ${
        session.toContent && account.uid > 0
          ? item(say('toContent'), () =>
              location.assign(session.toContent?.(room, line.seq, line.seq) ?? '#'),
            )
          : nothing
      }
      ${account.uid > 0 && !isOwn ? item(say('flag'), () => void this.#flag(line)) : nothing}
      ${account.uid > 0 ? item(say('markUnread'), () => void this.#try(session.list.markUnread(room, line.seq))) : nothing}
      ${
        mayModerate && !isOwn && line.uid > 0
          ? html`${item(say('mute'), () => this.#impose(line, 'mute', 600), true)}
            ${item(say('kick'), () => this.#impose(line, 'ban', 300), true)}
            ${item(
              say('ban'),
              () => {
                if (confirm(say('confirmBan', { name }))) this.#impose(line, 'ban');
              },
              true,
            )}`
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
    const reason = prompt(session.say('flagReason'))?.trim().slice(0, 255);
    if (reason === undefined) return;
    await this.#try(
      session.connection.rpc('chat.flag', { room, seq, reason }).then(() => {
        const detail = session.say('flagged');
        this.#host.dispatchEvent(new CustomEvent('trouble', { detail, bubbles: true, composed: true }));
      }),
    );
  }

  #impose({ uid }: Line, kind: 'mute' | 'ban', seconds?: number): void {
    const { session, room } = this.#host;
    void this.#try(session.connection.rpc('chat.impose', { room, uid, kind, ...(seconds && { seconds }) }));
  }

  /** Tells the app what is to happen with a line. */
  tell(type: 'answer' | 'edit' | 'thread', line: Line): void {
    this.#close();
    this.#host.dispatchEvent(new CustomEvent(type, { detail: line }));
  }

  /** Tells the reader when something didn't work. */
  async #try(act: Promise<unknown>): Promise<void> {
    try {
      await act;
    } catch (reason) {
      const { message } = (reason ?? {}) as { message?: unknown };
      const words = this.#host.session.say('notMade', { reason: String(message ?? reason) });
      this.#host.dispatchEvent(new CustomEvent('trouble', { detail: words, bubbles: true, composed: true }));
    }
  }

  #toggle(seq: number, what: 'menu' | 'emojis'): void {
    const isOpen = this.#open?.seq === seq && this.#open.what === what;
    this.#open = isOpen ? undefined : { seq, what };
    this.#host.requestUpdate();
    if (isOpen) return;
    void this.#host.updateComplete.then(() => {
      this.#host.renderRoot.querySelector<HTMLElement>('.menu button')?.focus();
    });
  }

  #close(): void {
    if (!this.#open) return;
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
    if (step === undefined || !menu) return;
    event.preventDefault();
    const items = [...menu.querySelectorAll<HTMLElement>('button')];
    const root = menu.getRootNode() as ShadowRoot;
    const now = items.indexOf(root.activeElement as HTMLElement);
    items[(now + step + items.length) % items.length]?.focus();
  };
}
