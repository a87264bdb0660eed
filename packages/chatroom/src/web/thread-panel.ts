import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Line } from '../shared/line.ts';
import type { Person } from '../shared/people.ts';
import type { RoomSnapshot } from '../shared/room-feed.ts';
import { Thread } from '../shared/thread.ts';
import type { ChatSession } from './chat-session.ts';
import { contentStyles, lineContent } from './line-content.ts';
import { panelStyles } from './panel-styles.ts';
import { prose, tokens } from './styles.ts';
import { clockOf, fullTimeOf } from './times.ts';

/** A thread beside the conversation: the line that began it, its answers, and where one is written. */
export class ChatThread extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    root: { type: Number },
    people: { attribute: false },
    lines: { state: true },
    snapshot: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  /** `seq` of the line that began it. */
  declare root: number;
  declare people: () => readonly Person[];
  declare lines: readonly Line[];
  declare snapshot: RoomSnapshot | undefined;

  #endings: (() => void)[] = [];

  constructor() {
    super();
    this.lines = [];
    this.people = () => [];
  }

  static override styles = [tokens, prose, contentStyles, panelStyles];

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
    const begun = snapshot?.lines.find(({ seq }) => seq === root);
    const pending = snapshot?.pending.filter(({ thread }) => thread === root) ?? [];
    const isWritable = (snapshot?.mayWrite ?? false) && !begun?.deleted;
    return html`
      <div class="head">
        <h2>${say('thread')}</h2>
        <button @click=${() => this.dispatchEvent(new CustomEvent('close'))}>${say('close')}</button>
      </div>
      <ol aria-live="polite" aria-label=${say('thread')} tabindex="0">
        ${begun ? html`<li>${this.#line(begun)}</li>` : nothing}
        ${repeat(
          this.lines,
          ({ seq }) => seq,
          (line) => html`<li data-seq=${line.seq}>${this.#line(line)}</li>`,
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
      ></chat-composer>
    `;
  }

  #line(line: Line): TemplateResult {
    const { session, room } = this;
    const name = line.name === '' ? session.say('guest') : line.name;
    return html`<p class="who">
        <strong><bdi>${name}</bdi></strong>
        <time datetime=${new Date(line.created).toISOString()} title=${fullTimeOf(line.created)}
          >${clockOf(line.created)}</time
        >
      </p>
      ${lineContent(session, room, line, name)}`;
  }

  #enter(): void {
    this.#leave();
    const { session, room, root } = this;
    const thread = new Thread({ room, root, link: session.connection.link(room) });
    this.lines = [];
    this.#endings = [
      thread.onChange((lines) => {
        this.lines = lines;
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
