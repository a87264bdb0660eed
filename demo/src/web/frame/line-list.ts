import type { Line, PendingLine, RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import { button, element } from '../element.ts';
import { clock, count, duration } from '../figures.ts';
import { icon } from '../icon.ts';
import { continues, groupLines, type LineGroup } from './line-groups.ts';

/** What the list needs of the room's feed. */
export interface LineActions {
  older(): Promise<unknown>;
  resend(clientId: string): void;
  discard(clientId: string): void;
}

/** The messages of the room, with the own lines that are still on their way below them. */
export class LineList {
  readonly root: HTMLElement;
  readonly #actions: LineActions;
  readonly #uid: number;
  readonly #scroller: HTMLElement;
  readonly #older: HTMLButtonElement;
  readonly #empty: HTMLElement;
  readonly #log: HTMLElement;
  readonly #pending: HTMLElement;
  readonly #newer: HTMLButtonElement;
  #drawn: readonly Line[] = [];
  #wasLive = false;
  #unseen = 0;

  constructor(uid: string, actions: LineActions) {
    this.#uid = Number(uid);
    this.#actions = actions;
    this.#older = button('Show earlier lines', { class: 'button older', hidden: true }, () =>
      this.#loadOlder(),
    );
    this.#empty = element('p', { class: 'empty', hidden: true }, 'Nobody has written yet. Say hello.');
    // Off until the first page is drawn, so that a reader isn't read the whole history.
    this.#log = element('ol', {
      class: 'lines',
      role: 'log',
      'aria-live': 'off',
      'aria-label': 'Messages',
      'data-chat-lines': true,
    });
    this.#pending = element('ol', { class: 'lines pending', 'aria-label': 'Not sent yet' });
    this.#scroller = element(
      'div',
      { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Conversation' },
      this.#older,
      this.#empty,
      this.#log,
      this.#pending,
    );
    this.#newer = button('', { class: 'button newer', hidden: true }, () => {
      this.showEnd();
      this.#scroller.focus();
    });
    this.#scroller.addEventListener('scroll', () => {
      if (this.#isAtEnd()) this.#showUnseen(0);
    });
    this.root = element('div', { class: 'conversation' }, this.#scroller, this.#newer);
  }

  /** client_id of each line that is drawn, top to bottom. */
  get shown(): readonly string[] {
    return [...this.#log.querySelectorAll<HTMLElement>('[data-client-id]')].map(
      (line) => line.dataset.clientId ?? '',
    );
  }

  draw(snapshot: RoomSnapshot): void {
    const stays = this.#isAtEnd();
    this.#drawLines(snapshot, stays);
    this.#pending.hidden = snapshot.pending.length === 0;
    this.#pending.replaceChildren(...snapshot.pending.map((line) => this.#pendingLine(line)));
    this.#older.hidden = !snapshot.hasOlder;
    this.#empty.hidden = snapshot.state !== 'live' || snapshot.lines.length + snapshot.pending.length > 0;
    if (stays) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    if (snapshot.state === 'live' && !this.#wasLive) {
      this.#wasLive = true;
      this.#log.setAttribute('aria-live', 'polite');
    }
  }

  #drawLines(snapshot: RoomSnapshot, stays: boolean): void {
    const { lines } = snapshot;
    if (lines === this.#drawn) return;
    const grows = this.#drawn.every((line, index) => lines[index] === line);
    if (grows && this.#drawn.length > 0) {
      const added = lines.slice(this.#drawn.length);
      for (const line of added) this.#append(line);
      if (!stays) this.#showUnseen(this.#unseen + added.length);
    } else {
      this.#redraw(lines);
    }
    this.#drawn = lines;
  }

  /** Lines came in front or were replaced: what the reader looks at keeps its place. */
  #redraw(lines: readonly Line[]): void {
    const live = this.#log.getAttribute('aria-live') ?? 'off';
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.#log.setAttribute('aria-live', 'off');
    this.#log.replaceChildren(...groupLines(lines).map((group) => this.#group(group)));
    this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
    this.#log.setAttribute('aria-live', live);
  }

  #append(line: Line): void {
    const before = this.#drawnLast();
    const open = this.#log.lastElementChild?.querySelector('.bubbles');
    const drawn = this.#bubble(line, this.#wasLive);
    if (before !== undefined && open && continues(before, line)) open.append(drawn);
    else
      this.#log.append(
        this.#group({ uid: line.uid, name: line.name, at: line.created, lines: [line] }, drawn),
      );
    this.#drawn = [...this.#drawn, line];
  }

  #drawnLast(): Line | undefined {
    return this.#drawn.at(-1);
  }

  #group(group: LineGroup, only?: HTMLElement): HTMLElement {
    const isOwn = group.uid === this.#uid;
    const name = group.name === '' ? 'Guest' : group.name;
    return element(
      'li',
      { class: isOwn ? 'group own' : 'group', 'data-author': name.toLowerCase() },
      element(
        'p',
        { class: 'group-head' },
        element('span', { class: 'author' }, isOwn ? 'You' : name),
        element('time', { datetime: new Date(group.at).toISOString() }, clock(group.at)),
      ),
      element(
        'ul',
        { class: 'bubbles' },
        ...(only ? [only] : group.lines.map((line) => this.#bubble(line, false))),
      ),
    );
  }

  #bubble(line: Line, isNew: boolean): HTMLElement {
    const drawn = this.#drawBubble(line, isNew);
    // Else it would arrive once more whenever its tab comes to the front.
    drawn.addEventListener('animationend', () => drawn.classList.remove('new'), { once: true });
    return drawn;
  }

  #drawBubble(line: Line, isNew: boolean): HTMLElement {
    const after = Date.now() - line.created;
    const isTimed = isNew && line.uid !== this.#uid && after >= 0 && after < 1000;
    return element(
      'li',
      { class: isNew ? 'bubble new' : 'bubble', 'data-client-id': line.client_id },
      element('span', { class: 'words', dir: 'auto' }, line.body),
      isTimed
        ? element(
            'span',
            { class: 'after figure', title: 'from the commit in the database to this page' },
            duration(Math.max(after, 1)),
          )
        : undefined,
    );
  }

  #pendingLine(line: PendingLine): HTMLElement {
    const isRefused = line.state === 'refused';
    const words = { sending: 'sending…', sent: 'sent', waiting: 'kept, goes out by itself', refused: '' }[
      line.state
    ];
    return element(
      'li',
      { class: 'bubble', 'data-pending': line.state },
      element('span', { class: 'words', dir: 'auto' }, line.body),
      element('span', { class: 'fate' }, isRefused ? (line.error?.message ?? 'refused') : words),
      isRefused
        ? element(
            'span',
            { class: 'fate-actions' },
            button('Try again', { class: 'link' }, () => this.#actions.resend(line.client_id)),
            button('Discard', { class: 'link' }, () => this.#actions.discard(line.client_id)),
          )
        : undefined,
    );
  }

  async #loadOlder(): Promise<void> {
    this.#older.setAttribute('aria-disabled', 'true');
    this.#older.textContent = 'Loading…';
    try {
      await this.#actions.older();
    } finally {
      this.#older.removeAttribute('aria-disabled');
      this.#older.textContent = 'Show earlier lines';
    }
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < 48;
  }

  #showUnseen(unseen: number): void {
    this.#unseen = unseen;
    this.#newer.hidden = unseen === 0;
    this.#newer.replaceChildren(count(unseen, 'new line'), icon('down'));
  }

  /** Goes to the newest line, for somebody who has just written one. */
  showEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#showUnseen(0);
  }
}
