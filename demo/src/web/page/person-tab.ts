import { element } from '../element.ts';
import { isFromFrame, type LinkState, type Order, type ToFrame, type Witness } from '../frame-message.ts';
import type { FrameHost } from '../settings.ts';

const answerWithinMs = 4000;

/** How a person's page stood at a moment. */
export interface TabState {
  readonly state: LinkState;
  readonly kept: number;
  /** Unix milliseconds, taken inside the person's page. */
  readonly at: number;
}

/** One tab of a person: their page in a frame, spoken to by messages between the two origins. */
export class PersonTab {
  readonly host: FrameHost;
  readonly number: number;
  readonly frame: HTMLIFrameElement;
  readonly #origin: string;
  readonly #listeners = new Set<(state: TabState) => void>();
  readonly #asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #hear = (event: MessageEvent): void => this.#receive(event);
  #state: TabState = { state: 'connecting', kept: 0, at: Date.now() };
  #lastId = 0;

  constructor(host: FrameHost, number: number, origin: string, title: string, query: string) {
    this.host = host;
    this.number = number;
    this.#origin = origin;
    const parts = [number > 1 ? `tab=${number}` : '', query].filter((part) => part !== '');
    const address = `${origin}/${parts.length > 0 ? `?${parts.join('&')}` : ''}`;
    this.frame = element('iframe', { src: address, title });
    window.addEventListener('message', this.#hear);
  }

  get state(): TabState {
    return this.#state;
  }

  /** Calls back at once and with each new state; returns what ends it. */
  onState(listener: (state: TabState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves with the first state that fits, the present one included; rejects after `withinMs`. */
  until(fits: (state: TabState) => boolean, withinMs: number, what: string): Promise<TabState> {
    return new Promise((resolve, reject) => {
      let off = (): void => {};
      const timer = setTimeout(() => {
        off();
        reject(new Error(`${what}: not within ${Math.round(withinMs / 1000)} s`));
      }, withinMs);
      off = this.onState((state) => {
        if (!fits(state)) return;
        clearTimeout(timer);
        // onState calls back before it returns: the listener is taken out once it is known.
        queueMicrotask(() => off());
        resolve(state);
      });
    });
  }

  /** Logs the person in where they are not, and waits for their page to be live. */
  async enter(withinMs: number): Promise<void> {
    if (this.#state.state === 'logged-out') this.#post({ type: 'log-in' });
    await this.until(({ state }) => state === 'live', withinMs, this.frame.title);
  }

  /** Writes a line as this person; gives its client_id. */
  async say(text: string): Promise<string> {
    return String(await this.#ask({ type: 'say', text }));
  }

  /** Ends the person's session from inside this tab; gives the number of connections that were closed. */
  async logOut(): Promise<number> {
    return Number(await this.#ask({ type: 'log-out' }));
  }

  /** What stands on the page now; undefined while it can't tell (logged out, being reloaded). */
  async count(run?: string): Promise<Witness | undefined> {
    try {
      return (await this.#ask({ type: 'count', run })) as Witness;
    } catch {
      // A page without a chat has nothing to count; the caller shows that it didn't answer.
      return undefined;
    }
  }

  /** Closes the tab. */
  close(): void {
    window.removeEventListener('message', this.#hear);
    this.frame.remove();
    this.#change({ state: 'ended', kept: 0, at: Date.now() });
  }

  #ask(order: Order): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#post(order);
      const timer = setTimeout(() => {
        this.#asked.delete(id);
        reject(new Error(`${this.frame.title} did not answer`));
      }, answerWithinMs);
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        this.#asked.delete(id);
        done();
      };
      this.#asked.set(id, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      });
    });
  }

  #post(order: Order): number {
    this.#lastId += 1;
    const message: ToFrame = { demo: 'to-frame', id: this.#lastId, order };
    this.frame.contentWindow?.postMessage(message, this.#origin);
    return this.#lastId;
  }

  #receive({ origin, source, data }: MessageEvent): void {
    if (origin !== this.#origin || source !== this.frame.contentWindow || !isFromFrame(data)) return;
    const { report } = data;
    if (report.type === 'state') this.#change(report);
    else if (report.error === undefined) this.#asked.get(report.id)?.resolve(report.value);
    else this.#asked.get(report.id)?.reject(new Error(report.error));
  }

  #change({ state, kept, at }: TabState): void {
    this.#state = { state, kept, at };
    for (const listener of [...this.#listeners]) listener(this.#state);
  }
}
