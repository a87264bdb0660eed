import type { SiteStorage } from './site-storage.ts';

const subprotocol = 'drupal-nodejs.first-frame';
// The heads of a request have 8 KB with many proxies, and cookies want some of it.
const maxHeaderLength = 4096;
const memory = 'websocket';

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

type Tab = Pick<SiteStorage, 'get' | 'set'>;

/** What the SDK wants of a WebSocket. */
type SocketListeners = {
  [event in 'onopen' | 'onmessage' | 'onerror' | 'onclose']: ((event?: unknown) => unknown) | undefined;
};

/**
 * A WebSocket for the SDK whose first frame travels with the handshake: a page is live one round trip sooner.
 *
 * The SDK speaks when a socket is open, so this one says so before it is, and with that the SDK never turns to another
 * transport. So it is done only in a tab where a WebSocket has opened before, and no more once it failed, as behind a
 * proxy that takes no such header; the frame then follows an ordinary handshake.
 */
class FirstFrameSocket implements SocketListeners {
  onopen: SocketListeners['onopen'];
  onmessage: SocketListeners['onmessage'];
  onerror: SocketListeners['onerror'];
  onclose: SocketListeners['onclose'];
  readonly #url: string;
  readonly #tab: Tab;
  readonly #unsent: string[] = [];
  #socket: WebSocket | undefined;
  /** Whether a handshake with a frame has no answer yet. */
  #isTried = false;
  #isClosed = false;

  constructor(url: string, tab: Tab) {
    this.#url = url;
    this.#tab = tab;
    if (tab.get(memory) === 'opens') {
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
    if (this.#socket === undefined) {
      const subprotocols = subprotocolsFor(frame);
      this.#isTried = subprotocols.length > 0;
      this.#open(subprotocols);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#failed();
    this.#socket?.close();
  }

  #open(subprotocols: readonly string[] = []): WebSocket {
    const socket = new WebSocket(this.#url, [...subprotocols]);
    socket.onopen = () => {
      this.#isTried = false;
      if (this.#tab.get(memory) === undefined) this.#tab.set(memory, 'opens');
      if (socket.protocol === subprotocol) this.#unsent.shift();
      for (const frame of this.#unsent.splice(0)) socket.send(frame);
    };
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onerror = (event) => this.onerror?.(event);
    socket.onclose = (event) => {
      if (this.#failed()) this.#open();
      else this.onclose?.(event);
    };
    this.#socket = socket;
    return socket;
  }

  /** Has the tab send no more frames with handshakes, if one got no answer; returns whether that is so. */
  #failed(): boolean {
    const isTried = this.#isTried;
    this.#isTried = false;
    if (isTried) this.#tab.set(memory, 'fails');
    return isTried;
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
  return class extends FirstFrameSocket {
    constructor(url: string) {
      super(url, tab);
    }
  };
}
