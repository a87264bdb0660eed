import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Line, LineFile } from '../shared/line.ts';
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
    thread: { type: Number },
    files: { state: true },
    onTheWay: { state: true },
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
  /** `seq` of the line whose thread this writes into. */
  declare thread: number | undefined;
  /** Files that go with the line. */
  declare files: readonly LineFile[];
  /** Files that are being brought, and how much of each is there. */
  declare onTheWay: ReadonlyMap<File, number>;

  #text = '';

  constructor() {
    super();
    this.people = [];
    this.suggestions = [];
    this.chosen = 0;
    this.why = '';
    this.mayWrite = false;
    this.files = [];
    this.onTheWay = new Map();
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
    if (!changed.has('room') && !changed.has('session') && !changed.has('thread')) return;
    this.files = [];
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
      ${this.#about()} ${isListed ? this.#names() : nothing} ${this.#attached()}
      <form @submit=${this.#submit} @dragover=${this.#drag} @drop=${this.#drop}>
        ${
          this.session.files.isOpen && !this.edited
            ? html`<label class="attach" title=${say('attach')}
                ><span aria-hidden="true">📎</span
                ><input type="file" multiple aria-label=${say('attach')} @change=${this.#picked}
              /></label>`
            : nothing
        }
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
          @paste=${this.#paste}
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

  #attached(): TemplateResult | typeof nothing {
    const { say } = this.session;
    if (this.files.length + this.onTheWay.size === 0) return nothing;
    return html`<ul class="attached" aria-label=${say('attached')}>
      ${this.files.map(
        (file) =>
          html`<li>
            <bdi>${file.name}</bdi>
            <button
              aria-label=${say('removeFile', { name: file.name })}
              @click=${() => {
                this.files = this.files.filter((one) => one !== file);
              }}
            >
              ✕
            </button>
          </li>`,
      )}
      ${[...this.onTheWay].map(([file, part]) => {
        const percent = Math.round(part * 100);
        return html`<li>
          <progress max="100" value=${percent} aria-label=${say('bringing', { name: file.name, percent })}></progress>
          <bdi>${file.name}</bdi>
        </li>`;
      })}
    </ul>`;
  }

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#bringAll(input.files);
    input.value = '';
  };

  readonly #paste = (event: ClipboardEvent): void => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.#bringAll(event.clipboardData.files);
  };

  readonly #drag = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  readonly #drop = (event: DragEvent): void => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.#bringAll(event.dataTransfer.files);
  };

  #bringAll(files: FileList | null): void {
    if (this.session.files.isOpen && !this.edited) for (const file of files ?? []) void this.#bring(file);
  }

  async #bring(file: File): Promise<void> {
    const { session, room } = this;
    const at = (part: number | undefined): void => {
      const onTheWay = new Map(this.onTheWay);
      if (part === undefined) onTheWay.delete(file);
      else onTheWay.set(file, part);
      this.onTheWay = onTheWay;
    };
    at(0);
    try {
      const kept = await session.files.bring(room, file, at);
      if (room === this.room) this.files = [...this.files, kept];
    } catch (reason) {
      const detail = session.say('fileRefused', {
        name: file.name,
        reason: reason instanceof Error ? reason.message : String(reason),
      });
      this.dispatchEvent(new CustomEvent('trouble', { detail, bubbles: true, composed: true }));
    }
    at(undefined);
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
    return this.session.keep(this.thread ? `draft ${this.thread}` : 'draft', this.room);
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const text = this.#text.trim();
    if (text === '' && (this.files.length === 0 || this.edited)) return;
    if (this.onTheWay.size > 0) return;
    const source = toSource(text, this.people);
    const { edited, answered } = this;
    const feed = this.session.feed(this.room);
    if (edited) {
      void this.#save(feed.edit(edited.seq, source));
      return;
    }
    const { thread, files } = this;
    feed.send({
      body: source,
      files,
      ...(answered && { reply_to: answered.seq }),
      ...(thread && { thread }),
    });
    this.answered = undefined;
    this.files = [];
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
