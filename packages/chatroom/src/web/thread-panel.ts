import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Line } from '../shared/line.ts';
import type { Person } from '../shared/people.ts';
import type { RoomSnapshot } from '../shared/room-feed.ts';
import { Thread } from '../shared/thread.ts';
import type { ChatSession } from './chat-session.ts';
import type { ChatComposer } from './composer.ts';
import { LineActions } from './line-actions.ts';
import { contentStyles, lineContent } from './line-content.ts';
import { LineFocus } from './line-focus.ts';
import { lineStyles } from './line-styles.ts';
import { panelStyles } from './panel-styles.ts';
import { prose, tokens } from './styles.ts';
import { clockOf, fullTimeOf } from './times.ts';

const threadStyles = css`
  ol {
    padding-inline: 0.4em;
  }
  .tools {
    /* Over the first line they would be cut off. */
    inset-block-start: 0;
  }
`;

/** A thread beside the conversation: the line that began it, its answers, and where one is written. */
export class ChatThread extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    root: { type: Number },
    people: { attribute: false },
    lines: { state: true },
    snapshot: { state: true },
    isLive: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  /** `seq` of the line that began it. */
  declare root: number;
  declare people: () => readonly Person[];
  declare lines: readonly Line[];
  declare snapshot: RoomSnapshot | undefined;
  /** Is what comes from here on new? Nobody is read the history. */
  declare isLive: boolean;

  #endings: (() => void)[] = [];
  readonly #actions = new LineActions(this);
  readonly #focus = new LineFocus(this);

  constructor() {
    super();
    this.lines = [];
    this.isLive = false;
    this.people = () => [];
    this.addEventListener('edit', (event) => this.#composer?.edit((event as CustomEvent<Line>).detail));
  }

  static override styles = [tokens, prose, contentStyles, lineStyles, panelStyles, threadStyles];

  get isThread(): boolean {
    return true;
  }

  get shown(): readonly Line[] {
    const begun = this.#begun;
    return begun ? [begun, ...this.lines] : this.lines;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room') || changed.has('root') || changed.has('session')) this.#enter();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const list = this.renderRoot.querySelector('ol');
    if (list && (changed.has('lines') || changed.has('snapshot'))) list.scrollTop = list.scrollHeight;
  }

  protected override render(): TemplateResult {
    const { session, room, root, snapshot } = this;
    const { say } = session;
    const begun = this.#begun;
    const pending = snapshot?.pending.filter(({ thread }) => thread === root) ?? [];
    const isWritable = (snapshot?.mayWrite ?? false) && !begun?.deleted;
    return html`
      <div class="head">
        <h2>${say('thread')}</h2>
        <button @click=${() => this.dispatchEvent(new CustomEvent('close'))}>${say('close')}</button>
      </div>
      <ol class="scroller" aria-live=${this.isLive ? 'polite' : 'off'} aria-label=${say('thread')} tabindex="0" @pointerover=${this.#actions.pointed} @focusin=${this.#focus.came} @keydown=${this.#focus.key}>
        ${repeat(
          this.shown,
          ({ seq }) => seq,
          (line) => html`<li>${this.#line(line)}</li>`,
        )}
        ${pending.map(
          ({ body, state, error, client_id }) => html`<li class="waiting">
            <div class="text" dir="auto">${body}</div>
            <span class="quiet">${state === 'refused' ? say('refused', { reason: error?.message ?? '' }) : say(state)}</span>
            ${state === 'refused' ? html`<button @click=${() => session.feed(room).discard(client_id)}>${say('discard')}</button>` : nothing}
          </li>`,
        )}
      </ol>
      <chat-composer
        .session=${session}
        .room=${room}
        .thread=${root}
        .people=${this.people}
        .mayWrite=${isWritable}
        .why=${''}
        @edit-last=${this.#editLast}
      ></chat-composer>
    `;
  }

  #line(line: Line): TemplateResult {
    const { session, room } = this;
    const name = line.name === '' ? session.say('guest') : line.name;
    const { seq } = line;
    return html`<article class="line" tabindex=${seq === this.#focus.stop ? 0 : -1} data-seq=${seq}>
      <p class="who">
        <strong><bdi>${name}</bdi></strong>
        <time datetime=${new Date(line.created).toISOString()} title=${fullTimeOf(line.created)}
          >${clockOf(line.created)}</time
        >
      </p>
      ${lineContent(session, room, line, name)}
      ${line.edited && !line.deleted ? html`<span class="quiet">(${session.say('edited')})</span>` : nothing}
      ${this.#actions.renderReactions(line)}
      ${this.#actions.has(line, this.#focus.isAt(seq)) ? this.#actions.render(line, name) : nothing}
    </article>`;
  }

  get #begun(): Line | undefined {
    return this.snapshot?.lines.find(({ seq }) => seq === this.root);
  }

  get #composer(): ChatComposer | null {
    return this.renderRoot.querySelector<ChatComposer>('chat-composer');
  }

  readonly #editLast = (): void => {
    const { uid } = this.session.account;
    const own = this.lines.filter((line) => line.uid === uid && !line.deleted).at(-1);
    if (own && uid !== 0) this.#composer?.edit(own);
  };

  #enter(): void {
    this.#leave();
    const { session, room, root } = this;
    const thread = new Thread({ room, root, link: session.connection.link(room) });
    this.lines = [];
    this.isLive = false;
    this.#endings = [
      thread.onChange((lines) => {
        this.lines = lines;
        const { isLoaded } = thread;
        void this.updateComplete.then(() => {
          this.isLive = isLoaded;
        });
      }),
      session.feed(room).onChange((snapshot) => {
        this.snapshot = snapshot;
      }),
      () => thread.close(),
    ];
  }

  #leave(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
  }
}
