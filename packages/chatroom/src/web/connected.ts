import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { People, Presence } from '../shared/people.ts';
import type { ChatSession } from './chat-session.ts';
import { tokens } from './styles.ts';
import { countsRestMs, Throttle } from './throttle.ts';

/** Names that are shown; the others are counted. */
const shownPeople = 30;

/**
 * Who is in a room just now, and the way there.
 *
 * Properties: `session` (a ChatSession), `room`, `href` (the room's page).
 */
export class ChatConnected extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    href: {},
    presence: { state: true },
    unread: { state: true },
    isUp: { state: true },
  };

  declare session: ChatSession | undefined;
  declare room: string;
  declare href: string | undefined;
  declare presence: Presence;
  declare unread: number;
  declare isUp: boolean;

  #endings: (() => void)[] = [];
  readonly #throttle = new Throttle((people: People) => {
    this.presence = people.presence;
  }, countsRestMs);

  constructor() {
    super();
    this.presence = { people: [], guests: 0 };
    this.unread = 0;
    this.isUp = false;
  }

  static override styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      .away {
        opacity: 0.5;
      }
      h2 {
        font-size: 1.05em;
        margin-block-end: 0.4em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em 0.9em;
      }
      li::before {
        content: '';
        display: inline-block;
        inline-size: 0.55em;
        block-size: 0.55em;
        margin-inline-end: 0.4em;
        border-radius: 50%;
        background: var(--_good);
      }
      a {
        color: var(--_link);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session') || changed.has('room')) this.#enter();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, presence, unread } = this;
    if (!session) return nothing;
    const { say } = session;
    const count = presence.people.length + presence.guests;
    const more = count - Math.min(presence.people.length, shownPeople);
    return html`<section class=${this.isUp ? '' : 'away'} aria-label=${say('connected', { count })}>
      <h2>${say('connected', { count })}</h2>
      <ul>
        ${presence.people.slice(0, shownPeople).map(({ name }) => html`<li><bdi>${name}</bdi></li>`)}
        ${more > 0 ? html`<li>${say('others', { count: more })}</li>` : nothing}
      </ul>
      ${
        this.href
          ? html`<p><a href=${this.href}>${unread > 0 ? say('openUnread', { count: unread }) : say('open')}</a></p>`
          : nothing
      }
    </section>`;
  }

  #enter(): void {
    this.#leave();
    const { session, room } = this;
    if (!session || !room) return;
    this.#endings = [
      session.people(room).onChange((people) => this.#throttle.take(people)),
      () => this.#throttle.clear(),
      session.list.onChange(({ rooms }) => {
        this.unread = rooms.find((one) => one.room === room)?.unread ?? 0;
      }),
      session.connection.link(room).onState((state) => {
        this.isUp = state === 'up';
      }),
    ];
  }

  #leave(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
  }
}
