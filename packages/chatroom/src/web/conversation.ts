import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Line } from '../shared/line.ts';
import type { PendingLine } from '../shared/outbox.ts';
import type { RoomFeed, RoomSnapshot } from '../shared/room-feed.ts';
import type { ChatSession } from './chat-session.ts';
import { conversationStyles } from './conversation-styles.ts';
import { icon } from './icon.ts';
import { LineActions } from './line-actions.ts';
import { contentStyles, lineContent } from './line-content.ts';
import { LineFocus } from './line-focus.ts';
import { lineStyles } from './line-styles.ts';
import { plainTextOf } from './plain-text.ts';
import { ScrollPosition } from './scroll-position.ts';
import { prose, tokens } from './styles.ts';
import { Throttle } from './throttle.ts';
import { type Group, layOut, type Row } from './timeline.ts';
import { clockOf, dayOf, fullTimeOf } from './times.ts';

/** Lines of a busy room that are left on a page whose reader follows them, when there are half as many more. */
const keptLines = 80;
/** Less than half of what a line takes: where a screen is high, more are left, or the next older page would be asked for. */
const lowLinePx = 10;

/** A room's lines: history above, what comes below, own lines that are on their way at the end. */
export class ChatConversation extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    target: { attribute: false },
    snapshot: { state: true },
    unseen: { state: true },
  };

  declare session: ChatSession;
  declare room: string;
  /** The line to which {@link goTo} leads as soon as the room is entered; undefined for its end. */
  declare target: number | undefined;
  declare snapshot: RoomSnapshot | undefined;
  /** Lines that came while the reader looked elsewhere. */
  declare unseen: number;

  #feed: RoomFeed | undefined;
  #endings: (() => void)[] = [];
  /** What the reader had read when the room was opened; the mark stays there until it is opened again. */
  #readSeq: number | undefined;
  #wasLive = false;
  #marked: number | undefined;
  /** The line that is on its way to be shown: what stands there meanwhile isn't read. */
  #goal: number | undefined;
  /** The last line there was when the reader left some unread; the next one is read again. */
  #leftAt: number | undefined;
  readonly #throttle = new Throttle((snapshot: RoomSnapshot) => this.#take(snapshot));
  readonly #position = new ScrollPosition(this);
  readonly #actions = new LineActions(this);
  readonly #focus = new LineFocus(this);

  constructor() {
    super();
    this.unseen = 0;
  }

  static override styles = [tokens, prose, contentStyles, lineStyles, conversationStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
    window.addEventListener('focus', this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
    window.removeEventListener('focus', this.#look);
    this.#leave();
  }

  get isThread(): boolean {
    return false;
  }

  get shown(): readonly Line[] {
    return this.snapshot?.lines ?? [];
  }

  /** Shows the page around a line and marks it. */
  async goTo(seq: number): Promise<void> {
    this.#goal = seq;
    try {
      if (!this.#lineAt(seq)) await this.#feed?.goTo(seq);
      this.#throttle.flush();
      this.#position.isAtEnd = false;
      this.#marked = seq;
      this.requestUpdate();
      await this.updateComplete;
      this.renderRoot.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: 'center' });
    } finally {
      if (this.#goal === seq) this.#goal = undefined;
    }
    this.#scrolled();
  }

  /** Leaves lines from this one on unread, until the next one comes or the room is opened again. @throws what the rpc was rejected with */
  markUnread(seq: number): Promise<void> {
    this.#leftAt = this.snapshot?.lines.at(-1)?.seq;
    return this.session.list.markUnread(this.room, seq);
  }

  /** Shows the newest line. */
  async goToEnd(): Promise<void> {
    await this.#feed?.goToEnd();
    this.#throttle.flush();
    this.#position.isAtEnd = true;
    await this.updateComplete;
    this.#position.keep();
    this.#look();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room') || changed.has('session')) this.#enter();
  }

  protected override updated(): void {
    this.#fill();
    this.#look();
  }

  protected override render(): TemplateResult {
    const { snapshot, session } = this;
    if (!snapshot) return html``;
    const { say } = session;
    const rows = layOut(snapshot.lines, this.#readSeq, session.account.uid);
    // What goes into a thread waits there.
    const pending = snapshot.pending.filter(({ thread }) => thread === undefined);
    const isEmpty = snapshot.lines.length + pending.length === 0;
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label=${say('conversation')} @scroll=${this.#scrolled}>
        <div class="lines">
          ${snapshot.hasOlder ? html`<p class="quiet" role="status">${say('older')}</p>` : nothing}
          ${this.#note(snapshot, isEmpty)}
          <div role="log" aria-label=${say('messages')} aria-live=${this.#wasLive ? 'polite' : 'off'} @pointerover=${this.#actions.pointed} @focusin=${this.#focus.came} @keydown=${this.#focus.key}>
            <ol>
              ${repeat(
                rows,
                ({ key }) => key,
                (row) => this.#row(row),
              )}
            </ol>
          </div>
          <ol class="pending-lines">
            ${repeat(
              pending,
              ({ client_id }) => client_id,
              (line) => this.#pendingLine(line),
            )}
          </ol>
        </div>
      </div>
      ${this.#jump(snapshot)}
    `;
  }

  #note(snapshot: RoomSnapshot, isEmpty: boolean): TemplateResult | typeof nothing {
    const { say } = this.session;
    if (snapshot.state === 'refused')
      return html`<p class="note" role="alert">${snapshot.error?.message}</p>`;
    if (!isEmpty) return nothing;
    return html`<p class="note">${say(snapshot.state === 'live' ? 'empty' : 'loading')}</p>`;
  }

  #jump({ hasNewer }: RoomSnapshot): TemplateResult | typeof nothing {
    if (!hasNewer && (this.#position.isAtEnd || this.unseen === 0)) return nothing;
    const { say } = this.session;
    const words = this.unseen > 0 ? say('jumpToNew', { count: this.unseen }) : say('jumpToEnd');
    return html`<button class="primary jump" @click=${() => this.goToEnd()}>${words} ↓</button>`;
  }

  #row(row: Row): unknown {
    if (row.type === 'day') return html`<li class="day">${dayOf(row.at)}</li>`;
    if (row.type === 'unread') return html`<li class="new">${this.session.say('newLines')}</li>`;
    return guard(this.#dependsOn(row.group), () => this.#group(row.group));
  }

  /** What a group shows; while it is the same, nobody looks at it again. */
  #dependsOn({ name, lines }: Group): unknown[] {
    const { session, room, snapshot } = this;
    const own = (at: number | undefined) => lines.find(({ seq }) => seq === at)?.seq;
    // A menu that is open shows what holds now.
    const menu = own(this.#actions.openAt) && {};
    return [
      ...[session, room, snapshot?.mayWrite, name, menu, own(this.#marked), own(this.#focus.stop)],
      ...lines.flatMap((line) => [line, this.#hasTools(line), this.#lineAt(line.reply_to)]),
    ];
  }

  #group({ uid, name, created, lines }: Group): TemplateResult {
    const shown = name === '' ? this.session.say('guest') : name;
    return html`
      <li class="group">
        <span class="face" aria-hidden="true" .style=${`--hue: ${(uid * 137) % 360}`}>${initialsOf(shown)}</span>
        <div>
          <p class="head">
            <span class="name"><bdi>${shown}</bdi></span>
            ${lines[0]?.kind === 'bot' ? html`<span class="quiet">${this.session.say('bot')}</span>` : nothing}
            <time class="quiet" datetime=${new Date(created).toISOString()} title=${fullTimeOf(created)}
              >${clockOf(created)}</time
            >
          </p>
          ${repeat(
            lines,
            ({ seq }) => seq,
            (line) => this.#line(line, shown),
          )}
        </div>
      </li>
    `;
  }

  #line(line: Line, name: string): TemplateResult {
    const { account, say } = this.session;
    const classes = {
      line: true,
      me: line.kind === 'me',
      target: line.seq === this.#marked,
      'mine-mentioned':
        line.mentions?.includes(account.uid) || (line.calls !== undefined && line.uid !== account.uid),
    };
    return html`
      <article class=${classMap(classes)} tabindex=${line.seq === this.#focus.stop ? 0 : -1} data-seq=${line.seq} data-client-id=${line.client_id}>
        ${this.#answered(line)}
        ${lineContent(this.session, this.room, line, name)}
        ${line.edited && !line.deleted ? html`<span class="quiet" title=${fullTimeOf(line.edited)}>(${say('edited')})</span>` : nothing}
        ${line.pinned ? html`<span class="quiet">${icon('pins')} ${say('pinned')}</span>` : nothing}
        ${this.#actions.renderReactions(line)}
        ${
          line.replies
            ? html`<button class="replies" @click=${() => this.#actions.tell('thread', line)}>
                ${icon('chat')} ${say('replies', { count: line.replies })}
              </button>`
            : nothing
        }
        ${this.#hasTools(line) ? this.#actions.render(line, name) : nothing}
      </article>
    `;
  }

  #hasTools(line: Line): boolean {
    return this.#actions.has(line, this.#focus.isAt(line.seq));
  }

  #answered({ reply_to }: Line): TemplateResult | typeof nothing {
    if (reply_to === undefined) return nothing;
    const { say } = this.session;
    const answered = this.#lineAt(reply_to);
    const text = answered ? (answered.deleted ? say('deleted') : plainTextOf(answered)) : say('goneLine');
    const words = say('answerTo', { name: answered?.name ?? '…', text: text.slice(0, 200) });
    return html`<button class="answered" @click=${() => this.goTo(reply_to)}><span dir="auto">↳ ${words}</span></button>`;
  }

  #lineAt(at: number | undefined): Line | undefined {
    return at === undefined ? undefined : this.snapshot?.lines.find(({ seq }) => seq === at);
  }

  #pendingLine({ client_id, body, files = [], state, error }: PendingLine): TemplateResult {
    const { say } = this.session;
    const isRefused = state === 'refused';
    const words = error ? say(isRefused ? 'refused' : 'held', { reason: error.message }) : say(state);
    return html`<li class=${classMap({ line: true, pending: true, refused: isRefused })} data-client-id=${client_id}>
      <div class="text" dir="auto">${body}${files.map(({ name }) => html` <bdi>${icon('attach')} ${name}</bdi>`)}</div>
      <span class="state" role=${isRefused ? 'alert' : nothing}>${words}</span>
      ${
        isRefused
          ? html`<button @click=${() => this.#feed?.resend(client_id)}>${say('resend')}</button>
              <button @click=${() => this.#feed?.discard(client_id)}>${say('discard')}</button>`
          : nothing
      }
    </li>`;
  }

  #enter(): void {
    this.#leave();
    const { session, room } = this;
    const feed = session.feed(room);
    this.#feed = feed;
    this.#readSeq = session.list.snapshot.rooms.find((overview) => overview.room === room)?.read_seq;
    this.#position.isAtEnd = true;
    this.#wasLive = false;
    this.#marked = undefined;
    this.#goal = this.target;
    this.#leftAt = undefined;
    this.unseen = 0;
    this.#endings = [feed.onChange((snapshot) => this.#throttle.take(snapshot))];
  }

  #leave(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
    this.#throttle.clear();
    this.#feed = undefined;
  }

  #take(snapshot: RoomSnapshot): void {
    const before = this.snapshot?.lines.at(-1)?.seq ?? 0;
    const added = snapshot.lines.filter(
      ({ seq, uid }) => seq > before && uid !== this.session.account.uid,
    ).length;
    if (this.#wasLive && !this.#position.isAtEnd) this.unseen += added;
    if (snapshot.pending.length > (this.snapshot?.pending.length ?? 0)) this.#position.isAtEnd = true;
    this.snapshot = snapshot;
    // A reader isn't read the whole history: the log speaks from the next change on.
    if (snapshot.state === 'live' && !this.#wasLive) {
      void this.updateComplete.then(() => {
        this.#wasLive = true;
      });
    }
    // A page that shows a day's talk gets too slow to show the next line.
    const kept = Math.max(keptLines, Math.ceil(this.clientHeight / lowLinePx));
    if (this.#position.isAtEnd && !snapshot.hasNewer && snapshot.lines.length > kept * 1.5) {
      this.#feed?.keepNewest(kept);
      this.#throttle.flush();
    }
  }

  readonly #scrolled = (): void => {
    this.#position.scrolled();
    if (this.#position.isAtEnd) this.unseen = 0;
    this.#fill();
    this.#look();
  };

  /** Has the next page come before the reader reaches the end of what is there. */
  #fill(): void {
    const { snapshot } = this;
    if (snapshot?.state !== 'live') return;
    if (snapshot.hasOlder && this.#position.isNearFirst) void this.#turn(this.#feed?.older());
    if (snapshot.hasNewer && this.#position.isNearLast) void this.#turn(this.#feed?.newer());
  }

  async #turn(page: Promise<void> | undefined): Promise<void> {
    try {
      await page;
    } catch {
      // The link is down or slow; the next scroll asks again.
    }
  }

  /** Notes what the reader has seen: the end of the room, in a page that has the focus. */
  readonly #look = (): void => {
    const { snapshot, session, room } = this;
    if (snapshot?.state !== 'live' || snapshot.last === undefined) return;
    if (!this.#position.isAtEnd || this.#goal !== undefined) return;
    if (this.#leftAt !== undefined && snapshot.lines.at(-1)?.seq === this.#leftAt) return;
    if (document.visibilityState === 'visible' && document.hasFocus()) session.list.read(room, snapshot.last);
  };
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
