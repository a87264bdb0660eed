import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RoomListSnapshot } from '../shared/room-list.ts';
import type { Invitation, RoomOverview } from '../shared/room-overview.ts';
import type { ChatSession } from './chat-session.ts';
import { tokens } from './styles.ts';
import { attempt } from './trouble.ts';

/**
 * The rooms with what is unread in each, invitations, and the ways to begin a conversation.
 *
 * Events: `go` with a room's name, `begin` with `talk` or `create`.
 */
export class ChatRooms extends LitElement {
  static override properties = { session: { attribute: false }, list: { attribute: false }, room: {} };

  declare session: ChatSession;
  declare list: RoomListSnapshot;
  /** The one that is open. */
  declare room: string | undefined;

  static override styles = [
    tokens,
    css`
      :host {
        display: contents;
      }
      nav {
        display: flex;
        flex: 1;
        flex-direction: column;
        gap: 0.2em;
      }
      h2 {
        font-size: 0.82em;
        font-weight: 600;
        color: var(--_quiet);
        padding: 0 0.6em 0.3em;
      }
      ul button {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 0.5em;
        inline-size: 100%;
        text-align: start;
        padding: 0.4em 0.6em;
      }
      button.unread {
        font-weight: 650;
      }
      button[aria-current='true'] {
        background: color-mix(in srgb, var(--_accent) 16%, transparent);
        box-shadow: inset 3px 0 var(--_accent);
      }
      :dir(rtl) button[aria-current='true'] {
        box-shadow: inset -3px 0 var(--_accent);
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .invitation {
        padding: 0.5em;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_mark);
      }
      .begin {
        margin-block-start: auto;
        padding-block-start: 0.5em;
        font-size: 0.9em;
      }
      .begin button {
        inline-size: 100%;
        text-align: start;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { isLoaded, rooms, invitations, mayTalk, mayCreate } = this.list;
    const { say } = this.session;
    return html`<nav aria-label=${say('rooms')}>
      <h2>${say('rooms')}</h2>
      ${isLoaded && rooms.length === 0 ? html`<p class="quiet">${say('noRooms')}</p>` : nothing}
      <ul>
        ${rooms.map((one) => html`<li>${this.#button(one)}</li>`)}
      </ul>
      ${invitations.map((invitation) => this.#invitation(invitation))}
      ${
        mayTalk || mayCreate
          ? html`<div class="begin">
              ${mayTalk ? html`<button @click=${() => this.#tell('begin', 'talk')}>+ ${say('beginTalk')}</button>` : nothing}
              ${mayCreate ? html`<button @click=${() => this.#tell('begin', 'create')}>+ ${say('beginRoom')}</button>` : nothing}
            </div>`
          : nothing
      }
    </nav>`;
  }

  #button({ room, title, unread, mentions, notify }: RoomOverview): TemplateResult {
    const { say } = this.session;
    const isQuiet = notify === 'nothing';
    const words =
      mentions > 0
        ? say('mentions', { count: mentions })
        : unread > 0
          ? say('unread', { count: counted(unread) })
          : '';
    return html`<button
      data-room=${room}
      class=${unread > 0 && !isQuiet ? 'unread' : ''}
      aria-current=${room === this.room}
      @click=${() => this.#tell('go', room)}
    >
      <span class="title" dir="auto">${title}</span>
      ${
        words === '' || (isQuiet && mentions === 0)
          ? nothing
          : html`<span class="badge ${mentions > 0 ? 'strong' : ''}" aria-hidden="true"
                >${mentions > 0 ? `@ ${mentions}` : counted(unread)}</span
              ><span class="spoken">, ${words}</span>`
      }
    </button>`;
  }

  #invitation({ room, title, name }: Invitation): TemplateResult {
    const { say } = this.session;
    return html`<section class="invitation">
      <p>${say('invited', { name, room: title })}</p>
      <button class="primary" @click=${() => this.#answer('chat.join', room)}>${say('join')}</button>
      <button @click=${() => this.#answer('chat.leave', room)}>${say('decline')}</button>
    </section>`;
  }

  async #answer(method: 'chat.join' | 'chat.leave', room: string): Promise<void> {
    const { session } = this;
    const answered = await attempt(this, session.say, session.connection.rpc(method, { room }));
    await session.list.load();
    if (answered && method === 'chat.join') this.#tell('go', room);
  }

  #tell(type: 'go' | 'begin', detail: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A count as a badge shows it. */
export function counted(count: number): string {
  return count > 99 ? '99+' : String(count);
}
