import type { Client } from './client.ts';
import type { Drupal } from './drupal-page.ts';
import type { Publication } from './listener.ts';

/** A message of the classic module; its fields are the publisher's. */
export interface ClassicMessage {
  channel?: string;
  /** Names of the callbacks that run; absent: every one. */
  callback?: string | string[];
  clientSocketId?: string;
  presenceNotification?: unknown;
  contentChannelNotification?: unknown;
  [field: string]: unknown;
}

/** An entry of `callbacks` and its two siblings. */
export interface ClassicCallback {
  callback(message: ClassicMessage): unknown;
  /** Whether it runs only for what Drupal published, not for what a client did. @default false */
  readonly serverOnly?: boolean;
}

/** An entry of `connectionSetupHandlers`. */
export interface ClassicSetupHandler {
  connect?(): unknown;
  disconnect?(): unknown;
  connectionFailure?(): unknown;
}

/** What the classic `Drupal.Nodejs.socket` is still asked for. */
export interface ClassicSocket {
  /** The own-echo id of this page. */
  readonly id: string;
  readonly connected: boolean;
}

/** The classic module's `Drupal.Nodejs`. */
export interface Classic {
  /** False until {@link connect}. */
  socket: ClassicSocket | false;
  callbacks: Record<string, ClassicCallback>;
  presenceCallbacks: Record<string, ClassicCallback>;
  contentChannelNotificationCallbacks: Record<string, ClassicCallback>;
  connectionSetupHandlers: Record<string, ClassicSetupHandler>;
  connect(): void;
  /** The token goes with the connection: nothing is left to send. */
  sendAuthMessage(): void;
  /** Listens to a content channel with a token that came later than the page. */
  joinTokenChannel(channel: string, token: string): void;
  runCallbacks(message: ClassicMessage): void;
  runSetupHandlers(type: keyof ClassicSetupHandler): void;
  checkConnection(): void;
}

/** What the classic API needs of the page. */
export interface ClassicOptions {
  readonly client: Pick<Client, 'origin' | 'state' | 'user' | 'onAny' | 'onState' | 'connect' | 'extend'>;
  readonly drupal: Pick<Drupal, 'Nodejs'>;
  /** @default 5000 */
  readonly connectTimeoutMs?: number | undefined;
}

// As in the classic module: the check comes a little after the connection's own timeout.
const checkDelayMs = 250;

/**
 * Installs the classic `Drupal.Nodejs` over a client.
 *
 * Call its connect() when the page's scripts have registered their callbacks. What a callback throws goes to
 * the console, and the next one runs.
 */
export function installClassic({ client, drupal, connectTimeoutMs = 5000 }: ClassicOptions): Classic {
  const classic: Classic = {
    socket: false,
    callbacks: {},
    presenceCallbacks: {},
    contentChannelNotificationCallbacks: {},
    connectionSetupHandlers: {},

    connect() {
      if (classic.socket !== false) return;
      classic.socket = {
        id: client.origin,
        get connected() {
          return client.state === 'live';
        },
      };
      let wasLive = false;
      client.onState(({ state }) => {
        const isLive = state === 'live';
        if (isLive !== wasLive) classic.runSetupHandlers(isLive ? 'connect' : 'disconnect');
        // The classic server said so; a callback of this name is all that needs to hear it.
        if (isLive && !wasLive) {
          classic.runCallbacks({ callback: 'clientAuthenticated', data: { uid: client.user || '0' } });
        }
        wasLive = isLive;
      });
      client.onAny((publication) => {
        const message = classicMessage(publication);
        if (message !== undefined) runMessage(message, publication.info !== undefined);
      });
      client.connect();
      setTimeout(() => classic.checkConnection(), connectTimeoutMs + checkDelayMs);
    },

    sendAuthMessage() {},

    joinTokenChannel(channel, token) {
      client.extend({ subscriptionTokens: { [`content:${channel}`]: token } });
    },

    runCallbacks(message) {
      runMessage(message, false);
    },

    runSetupHandlers(type) {
      for (const [name, handler] of Object.entries(classic.connectionSetupHandlers)) {
        attempt(`connectionSetupHandlers.${name}.${type}`, () => handler[type]?.());
      }
    },

    checkConnection() {
      if (client.state !== 'live') classic.runSetupHandlers('connectionFailure');
    },
  };
  // A namespace may let clients publish: what they say then comes here as well, and must not pass for Drupal's.
  const runMessage = (message: ClassicMessage, isFromClient: boolean) => {
    if (classic.socket !== false && message.clientSocketId === classic.socket.id) return;
    const callbacks = message.callback || isFromClient ? classic.callbacks : callbacksFor(classic, message);
    const names = message.callback ? [message.callback].flat() : Object.keys(callbacks);
    const mayRun = (name: string) =>
      Object.hasOwn(callbacks, name) && !(isFromClient && callbacks[name]?.serverOnly === true);
    run(callbacks, names.filter(mayRun), message);
  };
  drupal.Nodejs = Object.assign(classic, drupal.Nodejs);
  return classic;
}

// A publication that isn't an object has nothing that a classic callback could read.
function classicMessage({ channel, data }: Publication): ClassicMessage | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return { channel, ...data };
}

function callbacksFor(classic: Classic, message: ClassicMessage): Record<string, ClassicCallback> {
  if (message.presenceNotification !== undefined) return classic.presenceCallbacks;
  if (message.contentChannelNotification !== undefined) return classic.contentChannelNotificationCallbacks;
  return classic.callbacks;
}

// Each callback may write into its message, as the classic examples do.
function run(callbacks: Record<string, ClassicCallback>, names: string[], message: ClassicMessage): void {
  for (const name of names) {
    attempt(`callback ${name}`, () => callbacks[name]?.callback(structuredClone(message)));
  }
}

function attempt(what: string, action: () => unknown): void {
  const fail = (error: unknown) => console.error(`Drupal.Nodejs: ${what} failed`, error);
  try {
    const result = action();
    if (result instanceof Promise) result.catch(fail);
  } catch (error) {
    fail(error);
  }
}
