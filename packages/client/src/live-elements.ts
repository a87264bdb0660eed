import type { Publication, Unsubscribe } from './listener.ts';
import type { PageLine } from './page-line.ts';

const selector = '[data-nodejs-channel]';

type Line = Pick<PageLine, 'on'>;

interface Heard {
  readonly elements: Set<Element>;
  readonly off: Unsubscribe;
}

/**
 * Elements that name channels, and the DOM events that come of them.
 *
 * While an element with `data-nodejs-channel="entity:node:12"` is on the page, each publication of that channel
 * is an event `nodejs:entity:node:12` on the body, once however many elements name it: enough for
 * `hx-trigger="nodejs:entity:node:12 from:body"`, without a line of script.
 */
export class LiveElements {
  readonly #line: Line;
  readonly #heard = new Map<string, Heard>();

  constructor(line: Line) {
    this.#line = line;
  }

  attach(context: ParentNode): void {
    for (const element of within(context)) {
      for (const channel of channelsOf(element)) {
        const heard = this.#heard.get(channel) ?? this.#hear(channel);
        heard.elements.add(element);
      }
    }
  }

  /** Forgets elements that leave the page; a channel goes with the last one that names it. */
  detach(context: ParentNode): void {
    for (const element of within(context)) {
      for (const channel of channelsOf(element)) {
        const heard = this.#heard.get(channel);
        heard?.elements.delete(element);
        if (heard?.elements.size !== 0) continue;
        heard.off();
        this.#heard.delete(channel);
      }
    }
  }

  #hear(channel: string): Heard {
    const off = this.#line.on(channel, {
      publication: (publication: Publication) => dispatch(`nodejs:${channel}`, publication),
      // What is shown may be old: whoever loads on a publication loads now.
      stateLost: () => dispatch(`nodejs:${channel}`, { channel, stateLost: true }),
    });
    const heard = { elements: new Set<Element>(), off };
    this.#heard.set(channel, heard);
    return heard;
  }
}

/** Dispatches an event on the body. */
export function dispatch(type: string, detail: unknown): void {
  (document.body ?? document).dispatchEvent(new CustomEvent(type, { detail }));
}

function within(context: ParentNode): Element[] {
  const own = context instanceof Element && context.matches(selector) ? [context] : [];
  return [...own, ...context.querySelectorAll(selector)];
}

function channelsOf(element: Element): string[] {
  return (element.getAttribute('data-nodejs-channel') ?? '').split(/\s+/).filter((name) => name !== '');
}
