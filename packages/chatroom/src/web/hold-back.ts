import { css, html, LitElement, type TemplateResult } from 'lit';
import type { Person } from '../shared/people.ts';
import type { SanctionKind } from '../shared/room-overview.ts';
import type { ChatSession } from './chat-session.ts';
import { panelStyles } from './panel-styles.ts';
import { tokens } from './styles.ts';
import { reasonOf } from './trouble.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long a moderator may choose, in seconds; 0 is for good. */
const spans = [
  ['tenMinutes', 10 * minute],
  ['oneHour', hour],
  ['oneDay', day],
  ['oneWeek', 7 * day],
  ['forGood', 0],
] as const;

/** Has a moderator mute or ban somebody: for how long, and why. Event `close`. */
export class ChatHoldBack extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    person: { attribute: false },
    kind: {},
    trouble: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  declare person: Person;
  declare kind: SanctionKind;
  declare trouble: string;

  constructor() {
    super();
    this.trouble = '';
  }

  static override styles = [
    tokens,
    panelStyles,
    css`
      :host {
        block-size: auto;
      }
    `,
  ];

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('select')?.focus();
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    const title = say(this.kind === 'mute' ? 'muteWhom' : 'banWhom', { name: this.person.name });
    return html`
      <div class="head">
        <h2>${title}</h2>
        <button @click=${this.#close}>${say('close')}</button>
      </div>
      <p class="quiet">${say(this.kind === 'mute' ? 'muteMeans' : 'banMeans')}</p>
      <form @submit=${this.#submit}>
        <label
          >${say('howLong')}<select name="seconds">
            ${spans.map(([word, seconds]) => html`<option value=${seconds}>${say(word)}</option>`)}
          </select></label
        >
        <label>${say('why')}<input name="reason" maxlength="255" autocomplete="off" /></label>
        ${this.trouble === '' ? '' : html`<p class="trouble" role="alert">${this.trouble}</p>`}
        <button class="primary">${title}</button>
      </form>
    `;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const seconds = Number(data.get('seconds'));
    const reason = String(data.get('reason') ?? '').trim();
    const { session, room, person, kind } = this;
    try {
      await session.connection.rpc('chat.impose', {
        ...{ room, uid: person.uid, kind },
        ...(seconds > 0 && { seconds }),
        ...(reason !== '' && { reason }),
      });
      this.#close();
    } catch (failure) {
      this.trouble = session.say('notMade', { reason: reasonOf(failure) });
    }
  };
}
