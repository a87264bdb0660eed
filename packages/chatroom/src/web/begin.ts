import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { fieldsOf, isCount, isText } from '../shared/fields.ts';
import type { Person } from '../shared/people.ts';
import type { ChatSession } from './chat-session.ts';
import { icon } from './icon.ts';
import { panelStyles } from './panel-styles.ts';
import { tokens } from './styles.ts';
import { reasonOf } from './trouble.ts';

const typingPauseMs = 200;

/** Begins direct talk or a private room, or asks somebody into one. Events `begun` with the room's name, `close`. */
export class ChatBegin extends LitElement {
  static override properties = {
    session: { attribute: false },
    what: {},
    room: {},
    found: { state: true },
    chosen: { state: true },
    trouble: { state: true },
  };

  declare session: ChatSession;
  declare what: 'talk' | 'create' | 'invite';
  /** Into which somebody is asked. */
  declare room: string;
  declare found: readonly Person[];
  declare chosen: readonly Person[];
  declare trouble: string;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #typed = '';
  /** One press too many makes no second room. */
  #isAsking = false;

  constructor() {
    super();
    this.found = [];
    this.chosen = [];
    this.trouble = '';
  }

  static override styles = [
    tokens,
    panelStyles,
    css`
      :host {
        block-size: auto;
        gap: 0.5em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em;
      }
      ul button {
        border: 1px solid var(--_line);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    const title = say(this.what === 'talk' ? 'beginTalk' : this.what === 'create' ? 'beginRoom' : 'invite');
    return html`
      <div class="head">
        <h2>${title}</h2>
        <button @click=${() => this.dispatchEvent(new CustomEvent('close'))}>${say('close')}</button>
      </div>
      <form @submit=${this.#submit}>
        ${
          this.what === 'create'
            ? html`<label
                >${say('roomTitle')}<input name="title" required maxlength="255" autocomplete="off"
              /></label>`
            : nothing
        }
        <label
          >${say('whom')}<input
            name="person"
            maxlength="60"
            autocomplete="off"
            @input=${this.#search}
        /></label>
        <ul class="found" aria-label=${say('people')} aria-live="polite">
          ${this.found.map(
            (person) =>
              html`<li>
                <button type="button" @click=${() => this.#choose(person)}><bdi>${person.name}</bdi></button>
              </li>`,
          )}
        </ul>
        <ul aria-label=${say('chosen')}>
          ${this.chosen.map(
            (person) =>
              html`<li>
                <button type="button" aria-label=${say('takeOut', { name: person.name })} @click=${() => this.#drop(person)}>
                  <bdi>${person.name}</bdi> ${icon('close')}
                </button>
              </li>`,
          )}
        </ul>
        ${this.trouble === '' ? nothing : html`<p class="trouble" role="alert">${this.trouble}</p>`}
        <button class="primary" ?disabled=${this.what !== 'create' && this.chosen.length === 0}>${title}</button>
      </form>
    `;
  }

  readonly #search = (event: Event): void => {
    this.#typed = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), typingPauseMs);
  };

  async #find(): Promise<void> {
    const typed = this.#typed;
    try {
      const answer =
        typed === '' ? {} : fieldsOf(await this.session.connection.rpc('chat.people', { typed }));
      if (typed !== this.#typed) return;
      const known = new Set(this.chosen.map(({ uid }) => uid));
      this.found = readPeople(answer?.people).filter(({ uid }) => !known.has(uid));
    } catch (reason) {
      this.#fail(reason);
    }
  }

  #choose(person: Person): void {
    this.chosen = [...this.chosen, person];
    this.found = [];
    this.#typed = '';
    const input = this.renderRoot.querySelector<HTMLInputElement>('input[name=person]');
    if (input) {
      input.value = '';
      input.focus();
    }
  }

  #drop(person: Person): void {
    this.chosen = this.chosen.filter((one) => one !== person);
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { connection } = this.session;
    const uids = this.chosen.map(({ uid }) => uid);
    const title = String(new FormData(event.target as HTMLFormElement).get('title') ?? '').trim();
    try {
      if (this.what === 'invite') {
        for (const uid of uids) await connection.rpc('chat.invite', { room: this.room, uid });
        this.dispatchEvent(new CustomEvent('close'));
        return;
      }
      const answer = fieldsOf(
        this.what === 'talk'
          ? await connection.rpc('chat.talk', { with: uids })
          : await connection.rpc('chat.create', { title, invite: uids }),
      );
      await this.session.list.load();
      if (isText(answer?.room)) this.dispatchEvent(new CustomEvent('begun', { detail: answer.room }));
    } catch (reason) {
      this.#fail(reason);
    } finally {
      this.#isAsking = false;
    }
  };

  #fail(reason: unknown): void {
    this.trouble = this.session.say('notMade', { reason: reasonOf(reason) });
  }
}

function readPeople(value: unknown): readonly Person[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((person) => {
    const { uid, name } = fieldsOf(person) ?? {};
    return isCount(uid) && isText(name) ? [{ uid, name }] : [];
  });
}
