import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { fieldsOf, isText } from '../shared/fields.ts';
import { type Line, readLine, readLines } from '../shared/line.ts';
import type { ChatSession } from './chat-session.ts';
import { panelStyles } from './panel-styles.ts';
import { plainTextOf } from './plain-text.ts';
import { tokens } from './styles.ts';
import { fullTimeOf } from './times.ts';
import { attempt } from './trouble.ts';

interface Found {
  readonly room: string;
  readonly line: Line;
}

type Fields = Readonly<Record<string, unknown>>;

/** Looks for lines: pinned ones, those that say something, those of a day. Event `go` with `{room, seq}`. */
export class ChatFinder extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    what: {},
    found: { state: true },
    hasMore: { state: true },
    state: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  declare what: 'pins' | 'search';
  declare found: readonly Found[];
  declare hasMore: boolean;
  declare state: 'idle' | 'asking' | 'asked';

  #query = '';
  #isHere = false;
  #questions = 0;

  constructor() {
    super();
    this.found = [];
    this.hasMore = false;
    this.state = 'idle';
  }

  static override styles = [tokens, panelStyles];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('what') && !changed.has('room')) return;
    if (this.what === 'search' && !changed.has('what') && !this.#isHere) return;
    this.#clear();
    if (this.what === 'pins') void this.#loadPins();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    const title = say(this.what === 'pins' ? 'pins' : 'search');
    return html`
      <div class="head">
        <h2>${title}</h2>
        <button @click=${() => this.dispatchEvent(new CustomEvent('close'))}>${say('close')}</button>
      </div>
      ${this.what === 'search' ? this.#forms() : nothing}
      <p class="quiet" role="status">
        ${this.state === 'asking' ? say('loading') : this.state === 'asked' && this.found.length === 0 ? say(this.what === 'pins' ? 'noPins' : 'nothingFound') : ''}
      </p>
      <ol aria-label=${title}>
        ${this.found.map((one) => this.#row(one))}
        ${this.hasMore ? html`<li><button @click=${() => this.#search(true)}>${say('moreFound')}</button></li>` : nothing}
      </ol>
    `;
  }

  #forms(): TemplateResult {
    const { say } = this.session;
    return html`<form
        role="search"
        @submit=${(event: Event) => {
          event.preventDefault();
          void this.#search(false);
        }}
      >
        <div class="row">
          <label
            >${say('searchFor')}<input
              type="search"
              name="query"
              minlength="2"
              maxlength="100"
              required
              autocomplete="off"
          /></label>
          <button class="primary">${say('search')}</button>
        </div>
        <label class="check"
          ><input type="checkbox" name="here" />${say('onlyHere')}</label
        >
      </form>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          void this.#toDay();
        }}
      >
        <div class="row">
          <label>${say('toDay')}<input type="date" name="day" required /></label>
          <button>${say('goThere')}</button>
        </div>
      </form>`;
  }

  #row({ room, line }: Found): TemplateResult {
    const { say, list } = this.session;
    const title = list.snapshot.rooms.find((one) => one.room === room)?.title ?? room;
    return html`<li>
      <button @click=${() => this.#go(room, line)}>
        <span class="who"
          ><strong><bdi>${line.name || say('guest')}</bdi></strong> ${fullTimeOf(line.created)}${room === this.room ? nothing : html` · <bdi>${title}</bdi>`}</span
        >
        <span class="text" dir="auto">${plainTextOf(line).slice(0, 300)}</span>
      </button>
    </li>`;
  }

  #go(room: string, { seq, thread }: Line): void {
    this.dispatchEvent(new CustomEvent('go', { detail: { room, seq: thread ?? seq, thread } }));
  }

  #loadPins(): Promise<void> {
    const { room } = this;
    return this.#ask('chat.pins', { room }, ({ lines }) => {
      this.found = (readLines(lines) ?? []).map((line) => ({ room, line }));
    });
  }

  async #search(isMore: boolean): Promise<void> {
    const form = this.renderRoot.querySelector('form');
    if (!form) return;
    if (!isMore) {
      const data = new FormData(form);
      this.#query = String(data.get('query') ?? '').trim();
      this.#isHere = data.has('here');
      this.#clear();
    }
    if ([...this.#query].length < 2) return;
    const before = this.found.at(-1)?.line.mid;
    const request = {
      query: this.#query,
      ...(this.#isHere && { room: this.room }),
      ...(before !== undefined && { before }),
    };
    await this.#ask('chat.search', request, ({ found, more }) => {
      this.found = [...this.found, ...readFound(found)];
      this.hasMore = more === true;
    });
  }

  async #toDay(): Promise<void> {
    const [, form] = this.renderRoot.querySelectorAll('form');
    const day = String(form ? (new FormData(form).get('day') ?? '') : '');
    const { room } = this;
    // The day begins where the reader is.
    const created = new Date(`${day}T00:00`).getTime();
    await this.#ask('chat.find', { room, created }, ({ seq }) => {
      this.dispatchEvent(new CustomEvent('go', { detail: { room, seq } }));
    });
  }

  #clear(): void {
    this.found = [];
    this.hasMore = false;
    this.state = 'idle';
    this.#questions += 1;
  }

  /** Only the last question is answered. */
  async #ask(method: string, data: object, take: (answer: Fields) => void): Promise<void> {
    this.#questions += 1;
    const question = this.#questions;
    this.state = 'asking';
    const asked = this.session.connection.rpc(method, data).then((answer) => {
      if (question === this.#questions) take(fieldsOf(answer) ?? {});
    });
    await attempt(this, this.session.say, asked);
    if (question === this.#questions) this.state = 'asked';
  }
}

function readFound(value: unknown): readonly Found[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => {
    const { room, line: unread } = fieldsOf(one) ?? {};
    const line = readLine(unread);
    return isText(room) && line ? [{ room, line }] : [];
  });
}
