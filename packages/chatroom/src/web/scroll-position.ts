import type { ReactiveController } from 'lit';
import type { ChatConversation } from './conversation.ts';

/** How near to the end somebody is who sees it, in pixels. */
const nearEndPx = 48;
/** How near to the first or last line that is there the next page is asked for. */
const nextPagePx = 400;

/** Where in a conversation its reader is, and that they stay there: at the end, or at what they look at. */
export class ScrollPosition implements ReactiveController {
  readonly #host: ChatConversation;
  #isAtEnd = true;
  #fromEnd = 0;
  /** Where the last own move to the end led: only who is above it has left the end, whatever grew below meanwhile. */
  #keptAt = 0;
  #watched: Element | null = null;
  /**
   * Who follows the end still does when its place gets smaller, as by the keys of a phone, or when what is in it grows:
   * pictures and previews come after their line.
   */
  readonly #resized = new ResizeObserver(() => {
    if (this.#isAtEnd) this.keep();
  });

  constructor(host: ChatConversation) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#resized.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
    this.#watched = null;
  }

  hostUpdate(): void {
    const scroller = this.#scroller;
    if (scroller) this.#fromEnd = scroller.scrollHeight - scroller.scrollTop;
  }

  hostUpdated(): void {
    const lines = this.#scroller?.firstElementChild ?? null;
    if (lines !== this.#watched) {
      if (this.#watched) this.#resized.unobserve(this.#watched);
      if (lines) this.#resized.observe(lines);
      this.#watched = lines;
    }
    this.keep();
  }

  /** Does the reader follow the newest lines? */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  set isAtEnd(isAtEnd: boolean) {
    if (isAtEnd === this.#isAtEnd) return;
    this.#isAtEnd = isAtEnd;
    this.#host.requestUpdate();
  }

  /** Is the first of the lines that are there so near that those before it should come? */
  get isNearFirst(): boolean {
    const scroller = this.#scroller;
    return scroller !== null && scroller.scrollTop < nextPagePx;
  }

  /** The same of the last. */
  get isNearLast(): boolean {
    const scroller = this.#scroller;
    return scroller !== null && toEndOf(scroller) < nextPagePx;
  }

  /** Who scrolls to the end follows it from there on, and nobody else does. */
  scrolled(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const isNearEnd = toEndOf(scroller) < nearEndPx || (this.#isAtEnd && scroller.scrollTop >= this.#keptAt);
    this.isAtEnd = isNearEnd && !this.#host.snapshot?.hasNewer;
  }

  /** Has the reader stay where they are, after more or less room was taken. */
  keep(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (this.#isAtEnd && !this.#host.snapshot?.hasNewer) {
      scroller.scrollTop = scroller.scrollHeight;
      this.#keptAt = scroller.scrollTop;
    } else if (scroller.scrollTop < nextPagePx) scroller.scrollTop = scroller.scrollHeight - this.#fromEnd;
  }

  get #scroller(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.scroller');
  }
}

/** How far the last line is away, in pixels. */
function toEndOf({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
