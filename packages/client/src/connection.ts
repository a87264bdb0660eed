import { Centrifuge, UnauthorizedError } from 'centrifuge';
import { ClientError, type Report, RequestError } from './client-error.ts';
import type { Endpoints } from './endpoint.ts';
import type { Unsubscribe } from './listener.ts';

/** How the page stands with the server: `offline` is said when an attempt failed, not while one runs. */
export type State = 'connecting' | 'live' | 'offline';

/** A state and why it is so. */
export interface StateChange {
  readonly state: State;
  /** The protocol's code behind it, where there is one. */
  readonly code?: number;
  readonly reason?: string;
  /** Whether the client has stopped trying. */
  readonly final: boolean;
}

/** How a connection comes by its token and what it does when that is refused for good. */
export interface ConnectionToken {
  get(): Promise<string>;
  /** @returns whether get() may bring a better one. */
  dropRefused(): boolean;
}

export type StateListener = (change: StateChange) => unknown;

const calledByPage = 0;
/** The server takes the token no more: it isn't valid, or its session ended. */
export const refused = 3500;
const retryMs = 10_000;
const unauthorized = 1;
const tokenExpired = 109;
const connectionExpired = 3005;

/** The SDK's connection, with states that people understand and errors that reach somebody. */
export class Connection {
  readonly sdk: Centrifuge;
  readonly #report: Report;
  readonly #token: ConnectionToken | undefined;
  readonly #listeners = new Set<StateListener>();
  #present: StateChange = { state: 'offline', reason: 'not connected yet', final: false };
  #id: string | undefined;
  #wasLive = false;
  #isWanted: boolean | undefined;
  #isPaused = false;
  #mayBeAnonymous: boolean;

  /** @param isAnonymous - whether to come without a token first, and with one only if that is refused. */
  constructor(
    { transports, emulation, websocket }: Endpoints & { readonly websocket: unknown },
    token: ConnectionToken | undefined,
    report: Report,
    isAnonymous = false,
  ) {
    this.#report = report;
    this.#token = token;
    this.#mayBeAnonymous = isAnonymous;
    this.sdk = new Centrifuge(transports, {
      emulationEndpoint: emulation,
      websocket,
      // Where the site hands out channels as rights, the subscriptions are made here, with their positions.
      data: { clientSide: true },
      getToken: token === undefined || isAnonymous ? null : () => nextToken(token),
    });
    this.sdk.on('connecting', ({ code, reason }) => {
      // The server would refuse this token: asking for the next one at once saves an attempt.
      if (code === connectionExpired && token !== undefined) this.sdk.setToken('');
      this.#change({ state: 'connecting', code, reason, final: false });
    });
    this.sdk.on('connected', ({ client }) => {
      this.#id = client;
      this.#wasLive = true;
      this.#change({ state: 'live', final: false });
    });
    this.sdk.on('disconnected', ({ code, reason }) => this.#disconnected(code, reason));
    this.sdk.on('error', ({ type, error: { code, message } }) => {
      // 109 only asks for the next token, and the token's own source tells why there is none.
      if (code === tokenExpired || type === 'refreshToken') return;
      this.#unreached(code, message);
      if (type === 'connectToken') return;
      this.#report(new ClientError('connection-lost', message, { status: code }));
    });
  }

  get present(): StateChange {
    return this.#present;
  }

  /** Whether the line is cut until {@link resume}. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The server's id of this connection, while live. */
  get id(): string | undefined {
    return this.#present.state === 'live' ? this.#id : undefined;
  }

  connect(): void {
    this.#isWanted = true;
    this.#isPaused = false;
    this.sdk.connect();
  }

  /** Connects unless the page has cut the line or the server closed it for good. */
  connectFirst(): void {
    if (this.#isWanted === undefined) this.connect();
  }

  disconnect(): void {
    this.#isWanted = false;
    this.sdk.disconnect();
  }

  /** Cuts the line until {@link resume}; a page that has cut it itself stays as it is. */
  pause(): void {
    if (!this.#isWanted || this.#present.final) return;
    this.#isPaused = true;
    this.sdk.disconnect();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#isWanted) this.sdk.connect();
  }

  /** Calls the listener at once and with each change. */
  onState(listener: StateListener): Unsubscribe {
    const entry: StateListener = (change) => listener(change);
    this.#listeners.add(entry);
    this.#tell(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** @throws RequestError with the server's code. */
  async call<T>(request: Promise<T>): Promise<T> {
    try {
      return await request;
    } catch (error) {
      // The SDK rejects with plain objects.
      const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
      throw typeof code === 'number' && !(error instanceof Error)
        ? new RequestError(code, String(message))
        : error;
    }
  }

  #disconnected(code: number, reason: string): void {
    if (this.#isPaused) {
      this.#change({ state: 'offline', reason: 'paused while the page is hidden', final: false });
      return;
    }
    if (this.#mayBeAnonymous && (code === refused || code === unauthorized)) {
      void this.#bringToken();
      return;
    }
    if (code !== calledByPage && this.#token?.dropRefused() && !this.#wasLive) {
      this.sdk.setToken('');
      // Later, for the SDK has yet to fail what waited on the connection that ends here.
      setTimeout(() => this.#isWanted && this.sdk.connect());
      return;
    }
    this.#change({ state: 'offline', code, reason, final: true });
    // A token source that has nothing for this page has said so itself.
    if (code === calledByPage || (code === unauthorized && this.#token !== undefined)) return;
    this.#report(new ClientError('connection-refused', reason, { status: code }));
  }

  // The server takes nobody without a token, or the one that it asked for is over.
  async #bringToken(): Promise<void> {
    try {
      const token = await this.#token?.get();
      if (token === undefined) throw new UnauthorizedError('there is no token');
      this.sdk.setToken(token);
      if (this.#isWanted) this.sdk.connect();
    } catch (error) {
      // What kept the token away has been reported by its source; a temporary cause is worth another try.
      const final = !(error instanceof ClientError && error.temporary);
      this.#change({ state: 'offline', reason: String(error), final });
      if (!final) setTimeout(() => this.#isWanted && this.#bringToken(), retryMs);
    }
  }

  #unreached(code: number, reason: string): void {
    if (this.#present.state === 'connecting') {
      this.#change({ state: 'offline', code, reason, final: false });
    }
  }

  #change(change: StateChange): void {
    this.#present = change;
    for (const listener of [...this.#listeners]) this.#tell(listener);
  }

  // The SDK ends the connection when an exception reaches it, so none may.
  #tell(listener: StateListener): void {
    try {
      listener(this.#present);
    } catch (cause) {
      this.#report(new ClientError('handler-failed', 'a state listener failed', { cause }));
    }
  }
}

async function nextToken(token: ConnectionToken): Promise<string> {
  try {
    return await token.get();
  } catch (error) {
    const isFinal = error instanceof ClientError && !error.temporary;
    throw isFinal ? new UnauthorizedError(error.message) : error;
  }
}
