import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Line } from '../shared/line.ts';
import type { Person } from '../shared/people.ts';
import type { ChatSession } from './chat-session.ts';
import { composerStyles } from './composer-styles.ts';
import { mentionAt, toSource, toText } from './mention-text.ts';
import { tokens } from './styles.ts';

/** Where a line is written: a draft that outlives the page, an answer or an edit, names after an `@`. */
export class ChatComposer extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    mayWrite: { type: Boolean },
    why: {},
    people: { attribute: false },
    answered: { state: true },
    edited: { state: true },
    suggestions: { state: true },
    chosen: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  declare mayWrite: boolean;
  /** Why nothing can be written; "" where something can. */
  declare why: string;
  /** Whom a line may mention. */
  declare people: readonly Person[];
  declare answered: Line | undefined;
  declare edited: Line | undefined;
  declare suggestions: readonly Person[];
  declare chosen: number;

  #text = '';

  constructor() {
    super();
    this.people = [];
    this.suggestions = [];
    this.chosen = 0;
    this.why = '';
    this.mayWrite = false;
  }

  static override styles = [tokens, composerStyles];

  /** Answers a line. */
  answer(line: Line): void {
    if (this.edited) this.#leaveEdit();
    this.answered = line;
    this.#focus();
  }

  /** Edits an own line; what was being written comes back afterwards. */
  edit(line: Line): void {
    this.answered = undefined;
    this.edited = line;
    this.#text = toText(line.kind === 'me' ? `/me ${line.body}` : line.body, this.people);
    this.#focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('room') && !changed.has('session')) return;
    this.answered = undefined;
    this.edited = undefined;
    this.#text = this.#draft.read() ?? '';
    this.suggestions = [];
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    if (!this.mayWrite) return html`<p class="why">${this.why}</p>`;
    const title = this.session.list.snapshot.rooms.find(({ room }) => room === this.room)?.title ?? this.room;
    const isListed = this.suggestions.length > 0;
    return html`
      ${this.#about()} ${isListed ? this.#names() : nothing}
      <form @submit=${this.#submit}>
        <label class="spoken" for="line">${say('write', { room: title })}</label>
        <textarea
          id="line"
          rows="1"
          dir="auto"
          maxlength="100000"
          autocomplete="off"
          enterkeyhint="send"
          placeholder=${say('write', { room: title })}
          aria-autocomplete="list"
          aria-controls=${isListed ? 'names' : nothing}
          aria-activedescendant=${isListed ? `name-${this.chosen}` : nothing}
          .value=${live(this.#text)}
          @input=${this.#typed}
          @keydown=${this.#key}
        ></textarea>
        <button class="primary" type="submit">${say(this.edited ? 'save' : 'send')}</button>
      </form>
    `;
  }

  #about(): TemplateResult | typeof nothing {
    const { say } = this.session;
    const { answered, edited } = this;
    if (!answered && !edited) return nothing;
    const words = edited ? say('editing') : say('answering', { name: answered?.name || say('guest') });
    const text = answered && !edited ? `: ${toText(answered.body, this.people).slice(0, 120)}` : '';
    return html`<p class="about">
      <span dir="auto">${words}${text}</span>
      <button @click=${this.#cancel}>${say('cancel')}</button>
    </p>`;
  }

  #names(): TemplateResult {
    return html`<ul class="names" id="names" role="listbox" aria-label=${this.session.say('people')}>
      ${this.suggestions.map(
        ({ name }, index) =>
          html`<li
            id="name-${index}"
            role="option"
            aria-selected=${index === this.chosen}
            @pointerdown=${(event: Event) => {
              event.preventDefault();
              this.#choose(index);
            }}
          >
            ${name}
          </li>`,
      )}
    </ul>`;
  }

  get #draft() {
    return this.session.keep('draft', this.room);
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const text = this.#text.trim();
    if (text === '') return;
    const source = toSource(text, this.people);
    const { edited, answered } = this;
    const feed = this.session.feed(this.room);
    if (edited) {
      void this.#save(feed.edit(edited.seq, source));
      return;
    }
    feed.send({ body: source, ...(answered && { reply_to: answered.seq }) });
    this.answered = undefined;
    this.#set('');
    this.#draft.write('');
    this.dispatchEvent(new CustomEvent('sent'));
  };

  async #save(edit: Promise<void>): Promise<void> {
    try {
      await edit;
      this.#leaveEdit();
    } catch (reason) {
      // The text stays, so that nothing is lost.
      const { message } = (reason ?? {}) as { message?: unknown };
      const detail = this.session.say('notMade', { reason: String(message ?? reason) });
      this.dispatchEvent(new CustomEvent('trouble', { detail, bubbles: true, composed: true }));
    }
  }

  readonly #typed = (): void => {
    this.#text = this.#input?.value ?? '';
    if (!this.edited) this.#draft.write(this.#text);
    this.session.feed(this.room).type();
    this.#suggest();
  };

  #suggest(): void {
    const at = mentionAt(this.#text, this.#input?.selectionStart ?? 0);
    const typed = at?.typed.toLocaleLowerCase();
    const found =
      typed === undefined
        ? []
        : this.people.filter(({ name }) => name.toLocaleLowerCase().startsWith(typed)).slice(0, 6);
    // A name that is whole needs no help, and Enter sends.
    const isWhole = found.length === 1 && found[0]?.name.toLocaleLowerCase() === typed;
    this.chosen = 0;
    this.suggestions = isWhole ? [] : found;
  }

  #choose(index: number): void {
    const input = this.#input;
    const name = this.suggestions[index]?.name;
    const at = input && mentionAt(this.#text, input.selectionStart);
    if (!input || !at || name === undefined) return;
    const before = `${this.#text.slice(0, at.start)}${name} `;
    this.#set(before + this.#text.slice(input.selectionStart));
    this.suggestions = [];
    void this.updateComplete.then(() => input.setSelectionRange(before.length, before.length));
  }

  readonly #key = (event: KeyboardEvent): void => {
    // While an input method composes, its keys are its own.
    if (event.isComposing) return;
    if (this.suggestions.length > 0 && this.#keyInNames(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.renderRoot.querySelector('form')?.requestSubmit();
    } else if (event.key === 'Escape' && (this.edited || this.answered)) {
      event.stopPropagation();
      this.#cancel();
    } else if (event.key === 'ArrowUp' && this.#text === '') {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('edit-last'));
    }
  };

  #keyInNames(event: KeyboardEvent): boolean {
    const count = this.suggestions.length;
    if (event.key === 'ArrowDown') this.chosen = (this.chosen + 1) % count;
    else if (event.key === 'ArrowUp') this.chosen = (this.chosen + count - 1) % count;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#choose(this.chosen);
    else if (event.key === 'Escape') this.suggestions = [];
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  readonly #cancel = (): void => {
    if (this.edited) this.#leaveEdit();
    this.answered = undefined;
    this.#focus();
  };

  #leaveEdit(): void {
    this.edited = undefined;
    this.#set(this.#draft.read() ?? '');
  }

  #set(text: string): void {
    this.#text = text;
    this.requestUpdate();
  }

  #focus(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.#input?.focus());
  }
}
