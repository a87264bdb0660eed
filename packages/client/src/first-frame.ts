import { type Tab, WebSocketExperience } from './websocket-experience.ts';

const subprotocol = 'drupal-nodejs.first-frame';
// The heads of a request have 8 KB with many proxies, and cookies want some of it.
const maxHeaderLength = 4096;
/** The SDK gives up a handshake after five seconds. */
const patienceMs = 4_000;

/**
 * The subprotocols by which a WebSocket brings its first frame with the handshake, as docs/protocol.md has it.
 *
 * @returns none for a frame that is too long for a header
 */
export function subprotocolsFor(frame: string): string[] {
  const bytes = new TextEncoder().encode(frame);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const text = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return text.length > maxHeaderLength ? [] : [subprotocol, `frame.${text}`];
}

/** What the SDK wants of a WebSocket. */
type SocketListeners = {
  [event in 'onopen' | 'onmessage' | 'onerror' | 'onclose']: ((event?: unknown) => unknown) | undefined;
};

/**
 * A WebSocket for the SDK whose first frame travels with the handshake: a page is live one round trip sooner.
 *
 * The SDK speaks when a socket is open, so this one says so before it is, and with that the SDK never turns to another
 * transport. So it is done only in a tab where a WebSocket has opened before, and no more once it failed where an
 * ordinary handshake did not, as behind a proxy that takes no such header; the frame then follows that one.
 */
class FirstFrameSocket implements SocketListeners {
  onopen: SocketListeners['onopen'];
  onmessage: SocketListeners['onmessage'];
  onerror: SocketListeners['onerror'];
  onclose: SocketListeners['onclose'];
  readonly #url: string;
  readonly #experience: WebSocketExperience;
  readonly #unsent: string[] = [];
  #socket: WebSocket | undefined;
  /** The handshake that has no answer yet. */
  #asked: { readonly isWithFrame: boolean; readonly at: number } | undefined;
  #isClosed = false;

  constructor(url: string, experience: WebSocketExperience) {
    this.#url = url;
    this.#experience = experience;
    if (experience.isGood) {
      queueMicrotask(() => this.#isClosed || this.onopen?.());
    } else {
      this.#open().addEventListener('open', (event) => this.onopen?.(event));
    }
  }

  send(frame: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(frame);
      return;
    }
    this.#unsent.push(frame);
    if (this.#socket === undefined) this.#open(subprotocolsFor(frame));
  }

  close(): void {
    this.#isClosed = true;
    // Who doesn't wait for the answer leaves the page, and learns nothing.
    if (this.#asked && performance.now() - this.#asked.at >= patienceMs) this.#unanswered();
    this.#asked = undefined;
    this.#socket?.close();
  }

  #open(subprotocols: readonly string[] = []): WebSocket {
    const socket = this.#ask(subprotocols);
    this.#asked = { isWithFrame: subprotocols.length > 0, at: performance.now() };
    socket.onopen = () => {
      this.#asked = undefined;
      this.#experience.opened();
      if (socket.protocol === subprotocol) this.#unsent.shift();
      for (const frame of this.#unsent.splice(0)) socket.send(frame);
    };
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onerror = (event) => this.onerror?.(event);
    socket.onclose = (event) => {
      if (this.#unanswered()) this.#open();
      else this.onclose?.(event);
    };
    this.#socket = socket;
    return socket;
  }

  #ask(subprotocols: readonly string[]): WebSocket {
    try {
      return new WebSocket(this.#url, [...subprotocols]);
    } catch (error) {
      // By a policy of the page's: no frame is the cause, and the next page is to find another transport.
      this.#experience.unanswered(false);
      throw error;
    }
  }

  /** Learns from a handshake that got no answer, if there is one; returns whether it is to be made without a frame. */
  #unanswered(): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked) this.#experience.unanswered(asked.isWithFrame);
    return asked?.isWithFrame === true;
  }
}

/**
 * Makes the class of WebSockets for the SDK.
 *
 * @param tab - where is kept whether WebSockets open here
 * @returns nothing where there are none: the SDK then takes another transport
 */
export function firstFrameSocket(tab: Tab): (new (url: string) => FirstFrameSocket) | undefined {
  if (typeof WebSocket === 'undefined') return undefined;
  const experience = new WebSocketExperience(tab);
  return class extends FirstFrameSocket {
    constructor(url: string) {
      super(url, experience);
    }
  };
}
