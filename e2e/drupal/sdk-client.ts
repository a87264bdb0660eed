import { Centrifuge, type Options, type PublicationContext } from 'centrifuge';
import { patienceMs } from './patience.ts';

/** A client of the official SDK, whose events can be awaited. */
export interface SdkClient extends AsyncDisposable {
  /** Resolves when the server took it in. */
  connected(): Promise<void>;
  /** Resolves with the code of the server's final refusal. */
  refused(): Promise<number>;
  /** Resolves with the code with which the server ended it for good. */
  ended(): Promise<number>;
  /** Subscribes; resolves when the server agreed. Without a token the channel must be a right of the user's. */
  subscribed(channel: string, token?: string): Promise<void>;
  /** Resolves with the next publication of a channel it subscribed to. */
  published(channel: string): Promise<PublicationContext>;
}

/** Makes a client of the official SDK; it connects at once. */
export function sdkClient(url: string, options: Partial<Options>): SdkClient {
  const centrifuge = new Centrifuge(url, { minReconnectDelay: 50, ...options });
  const connected = new Promise<void>((resolve, reject) => {
    centrifuge.once('connected', () => resolve());
    centrifuge.once('disconnected', ({ code, reason }) => reject(new Error(`refused: ${code} ${reason}`)));
  });
  const refused = new Promise<number>((resolve, reject) => {
    centrifuge.once('disconnected', ({ code }) => resolve(code));
    centrifuge.once('connected', () => reject(new Error('the server took it in')));
  });
  const ended = new Promise<number>((resolve) =>
    centrifuge.once('disconnected', ({ code }) => resolve(code)),
  );
  // Only one of the two is asked for.
  connected.catch(() => undefined);
  refused.catch(() => undefined);
  centrifuge.connect();
  return {
    connected: () => withLimit(connected, 'connect'),
    refused: () => withLimit(refused, 'be refused'),
    ended: () => withLimit(ended, 'end'),
    subscribed(channel, token) {
      const subscription = centrifuge.newSubscription(channel, token === undefined ? {} : { token });
      const done = new Promise<void>((resolve, reject) => {
        subscription.once('subscribed', () => resolve());
        subscription.once('unsubscribed', ({ code, reason }) =>
          reject(new Error(`${channel} refused: ${code} ${reason}`)),
        );
      });
      subscription.subscribe();
      return withLimit(done, `subscribe to ${channel}`);
    },
    published(channel) {
      const publication = new Promise<PublicationContext>((resolve) => {
        centrifuge.getSubscription(channel)?.once('publication', resolve);
      });
      return withLimit(publication, `hear from ${channel}`);
    },
    async [Symbol.asyncDispose]() {
      centrifuge.disconnect();
    },
  };
}

async function withLimit<T>(promise: Promise<T>, what: string): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => limit.reject(new Error(`didn't ${what} within ${patienceMs} ms`)),
    patienceMs,
  );
  try {
    return await Promise.race([promise, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
