import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Line } from '../shared/line.ts';
import type { Person } from '../shared/people.ts';
import { Attachments } from './attachments.ts';
import type { ChatSession } from './chat-session.ts';
import { commandIn } from './commands.ts';
import { composerStyles } from './composer-styles.ts';
import { icon } from './icon.ts';
import { toSource, toText } from './mention-text.ts';
import { plainTextOf } from './plain-text.ts';
import { tokens } from './styles.ts';
import { Suggestions } from './suggestions.ts';
import { attempt, reasonOf, tell } from './trouble.ts';

/** Where a line is written: a draft that outlives the page, an answer or an edit, files, emojis, commands. */
export class ChatComposer extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    mayWrite: { type: Boolean },
    why: {},
    people: { attribute: false },
    answered: { state: true },
    edited: { state: true },
    thread: { type: Number },
    hasEmojis: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  declare mayWrite: boolean;
  /** Why nothing can be written; "" where something can. */
  declare why: string;
  /** Whom a line may mention; asked when somebody writes one. */
  declare people: () => readonly Person[];
  declare answered: Line | undefined;
  declare edited: Line | undefined;
  /** `seq` of the line whose thread this writes into. */
  declare thread: number | undefined;
  /** Are the emojis shown? */
  declare hasEmojis: boolean;

  readonly #attachments = new Attachments(this);
  readonly #suggestions = new Suggestions(this);
  #text = '';

  constructor() {
    super();
    this.people = () => [];
    this.why = '';
    this.mayWrite = false;
    this.hasEmojis = false;
  }

  static override styles = [tokens, composerStyles];

  /** Can what is written take files just now? */
  get takesFiles(): boolean {
    return this.session.files.isOpen && !this.edited;
  }

  /** May everybody be called from here? */
  get mayCall(): boolean {
    return this.#overview?.may_moderate ?? false;
  }

  /** Answers a line. */
  answer(line: Line): void {
    if (this.edited) this.#leaveEdit();
    this.answered = line;
    this.focus();
  }

  /** Edits an own line; what was being written comes back afterwards. */
  edit(line: Line): void {
    this.answered = undefined;
    this.edited = line;
    this.#text = toText(line.kind === 'me' ? `/me ${line.body}` : line.body, this.people());
    this.focus();
  }

  override focus(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.#input?.focus());
  }

  /** Puts a text in place of another; the caret stands behind it. */
  replace(start: number, end: number, text: string): void {
    const before = `${this.#text.slice(0, start)}${text}`;
    this.#set(before + this.#text.slice(end));
    if (!this.edited) this.#draft.write(this.#text);
    void this.updateComplete.then(() => {
      this.#input?.focus();
      this.#input?.setSelectionRange(before.length, before.length);
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('room') && !changed.has('session') && !changed.has('thread')) return;
    this.#attachments.clear();
    this.#suggestions.close();
    this.answered = undefined;
    this.edited = undefined;
    this.hasEmojis = false;
    this.#text = this.#draft.read() ?? '';
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    if (!this.mayWrite) return html`<p class="why">${this.why}</p>`;
    const placeholder =
      this.thread === undefined
        ? say('write', { room: this.#overview?.title ?? this.room })
        : say('replyInThread');
    const { isOpen, active } = this.#suggestions;
    return html`
      ${this.#about()} ${this.#suggestions.render()} ${this.#attachments.render()} ${this.#emojis()}
      <form @submit=${this.#submit} @dragover=${this.#attachments.dragOver} @drop=${this.#attachments.dropped}>
        ${this.#attachments.renderButton()}
        <label class="spoken" for="line">${placeholder}</label>
        <textarea
          id="line"
          rows="1"
          dir="auto"
          maxlength="100000"
          autocomplete="off"
          enterkeyhint="send"
          placeholder=${placeholder}
          aria-autocomplete="list"
          aria-controls=${isOpen ? 'names' : nothing}
          aria-activedescendant=${isOpen ? active : nothing}
          .value=${live(this.#text)}
          @input=${this.#typed}
          @keydown=${this.#key}
          @paste=${this.#attachments.paste}
        ></textarea>
        ${
          this.session.hasEmojis
            ? html`<button
                class="emoji"
                type="button"
                aria-label=${say('emoji')}
                title=${say('emoji')}
                aria-expanded=${this.hasEmojis}
                @click=${() => {
                  this.hasEmojis = !this.hasEmojis;
                }}
              >
                ${icon('emoji')}
              </button>`
            : nothing
        }
        <button class="primary" type="submit">${say(this.edited ? 'save' : 'send')}</button>
      </form>
    `;
  }

  #about(): TemplateResult | typeof nothing {
    const { say } = this.session;
    const { answered, edited } = this;
    if (!answered && !edited) return nothing;
    const words = edited ? say('editing') : say('answering', { name: answered?.name || say('guest') });
    const text = answered && !edited ? `: ${plainTextOf(answered).slice(0, 120)}` : '';
    return html`<p class="about">
      <span dir="auto">${words}${text}</span>
      <button @click=${this.#cancel}>${say('cancel')}</button>
    </p>`;
  }

  #emojis(): TemplateResult | typeof nothing {
    if (!this.hasEmojis) return nothing;
    const close = () => {
      this.hasEmojis = false;
      this.focus();
    };
    return html`<div class="emojis floating">
      <chat-emojis
        .session=${this.session}
        @close=${close}
        @pick=${({ detail }: CustomEvent<string>) => {
          this.hasEmojis = false;
          const { selectionStart, selectionEnd } = this.#input ?? { selectionStart: 0, selectionEnd: 0 };
          this.replace(selectionStart, selectionEnd, detail);
        }}
      ></chat-emojis>
    </div>`;
  }

  get #overview() {
    return this.session.list.snapshot.rooms.find(({ room }) => room === this.room);
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
    const { files } = this.#attachments;
    if (text === '' && (files.length === 0 || this.edited)) return;
    if (this.#attachments.areComing) return;
    const command = this.edited ? undefined : commandIn(text, this.session.commands);
    if (command) void this.#command(command);
    else if (this.edited) void this.#save(this.edited, toSource(text, this.people()));
    else this.#send(toSource(text, this.people()));
  };

  #send(body: string): void {
    const { thread, answered } = this;
    const { files } = this.#attachments;
    this.session.feed(this.room).send({
      body,
      files,
      ...(answered && { reply_to: answered.seq }),
      ...(thread && { thread }),
    });
    this.answered = undefined;
    this.#attachments.clear();
    this.#empty();
    this.dispatchEvent(new CustomEvent('sent'));
  }

  async #command({ name, rest }: { readonly name: string; readonly rest: string }): Promise<void> {
    const { session, room } = this;
    const text = this.#text;
    try {
      const words = await session.commands.run(room, name, rest);
      if (words !== '') tell(this, words);
      // What was typed meanwhile stays.
      if (room === this.room && this.#text === text) this.#empty();
    } catch (failure) {
      tell(this, session.say('notMade', { reason: reasonOf(failure) }));
    }
  }

  async #save(line: Line, body: string): Promise<void> {
    const text = this.#text;
    const edit = this.session.feed(this.room).edit(line.seq, body);
    // The text stays where it fails, and what was begun or typed meanwhile, so that nothing is lost.
    const isSaved = await attempt(this, this.session.say, edit);
    if (isSaved && this.edited === line && this.#text === text) this.#leaveEdit();
  }

  readonly #typed = (): void => {
    this.#text = this.#input?.value ?? '';
    if (!this.edited) this.#draft.write(this.#text);
    this.session.feed(this.room).type();
    void attempt(
      this,
      this.session.say,
      this.#suggestions.look(this.#text, this.#input?.selectionStart ?? 0),
    );
  };

  readonly #key = (event: KeyboardEvent): void => {
    // While an input method composes, its keys are its own.
    if (event.isComposing) return;
    if (this.#suggestions.key(event)) return;
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

  readonly #cancel = (): void => {
    if (this.edited) this.#leaveEdit();
    this.answered = undefined;
    this.focus();
  };

  #leaveEdit(): void {
    this.edited = undefined;
    this.#set(this.#draft.read() ?? '');
  }

  #empty(): void {
    this.#set('');
    this.#draft.write('');
  }

  #set(text: string): void {
    this.#text = text;
    this.requestUpdate();
  }
}
