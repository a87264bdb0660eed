import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Centrifuge } from 'centrifuge';
import type { Plugin } from '../../src/index.ts';
import { apiKey, type RunningServer, startServer, type Wishes } from '../running-server.ts';

export const serviceKey = 'service-key-of-the-tests-0123456789';

/** Who has a token of the classic kind, md5(session id), as Drupal finds it in its sessions. */
export interface ClassicAccount {
  readonly uid: number;
  readonly channels?: readonly string[];
  readonly presenceUids?: readonly string[];
}

type Message = Readonly<Record<string, unknown>>;

/** A Drupal with the classic module 8.x-1.3: its message route, and the requests that its PHP sends. */
export class ClassicSite implements AsyncDisposable {
  readonly server: RunningServer;
  readonly accounts: Map<string, ClassicAccount>;
  /** What the server sent to the message route. */
  readonly messages: Message[];
  readonly #close: () => Promise<void>;
  readonly #heard: { wake(): void; next: Promise<void> };

  private constructor(
    parts: Pick<ClassicSite, 'server' | 'accounts' | 'messages'>,
    close: () => Promise<void>,
    heard: { wake(): void; next: Promise<void> },
  ) {
    this.server = parts.server;
    this.accounts = parts.accounts;
    this.messages = parts.messages;
    this.#close = close;
    this.#heard = heard;
  }

  static async start(
    accounts: Readonly<Record<string, ClassicAccount>>,
    wishes: Wishes = {},
    plugins: readonly Plugin[] = [],
  ): Promise<ClassicSite> {
    const known = new Map(Object.entries(accounts));
    const messages: Message[] = [];
    let woken = Promise.withResolvers<void>();
    const heard = {
      wake: () => {
        woken.resolve();
        woken = Promise.withResolvers();
      },
      get next() {
        return woken.promise;
      },
    };
    const drupal = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const message: Message = JSON.parse(form.get('messageJson') ?? '{}');
      messages.push(message);
      heard.wake();
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          form.get('serviceKey') === serviceKey ? answer(known, message) : { error: 'Invalid service key.' },
        ),
      );
    });
    await new Promise<void>((resolve) => drupal.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(drupal.address() as AddressInfo).port}/nodejs/message`;
    const server = await startServer(
      {
        auth: { callback: { url, serviceKey, remember: '5m', rememberRefused: '10s' }, anonymous: true },
        legacy: true,
        limits: { leaveGrace: '50ms' },
        ...wishes,
      },
      { plugins },
    );
    const close = async (): Promise<void> => {
      await server[Symbol.asyncDispose]();
      drupal.closeAllConnections();
      await new Promise((resolve) => drupal.close(resolve));
    };
    return new ClassicSite({ server, accounts: known, messages }, close, heard);
  }

  /** Sends what `Nodejs::httpRequest()` sends: these two headers, a body where there is a message, nothing else. */
  async request(
    method: 'GET' | 'POST',
    path: string,
    message?: object | string,
    key = apiKey,
  ): Promise<{ readonly status: number; readonly body: Message }> {
    const response = await fetch(`${this.server.api}/nodejs/${path}`, {
      method,
      headers: { NodejsServiceKey: key, 'Content-type': 'application/json' },
      ...(message === undefined
        ? {}
        : { body: typeof message === 'string' ? message : JSON.stringify(message) }),
    });
    return { status: response.status, body: (await response.json()) as Message };
  }

  /** A page of the classic module: its token, and the content tokens in its settings. */
  async page(token: string, contentTokens: Readonly<Record<string, string>> = {}): Promise<Page> {
    const client = this.server.client({ token, data: { contentTokens } });
    const page = new Page(client);
    client.connect();
    await client.ready();
    return page;
  }

  /** Resolves with the first message of a type that Drupal got. */
  async message(messageType: string): Promise<Message> {
    for (;;) {
      const found = this.messages.find((message) => message.messageType === messageType);
      if (found !== undefined) {
        return found;
      }
      await this.#heard.next;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

/** What a page hears. */
export class Page {
  readonly client: Centrifuge;
  readonly heard: Message[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(client: Centrifuge) {
    this.client = client;
    client.on('publication', ({ data }) => {
      this.heard.push(data as Message);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    });
  }

  /** Resolves with the first message that has these fields. */
  async hears(fields: Message): Promise<Message> {
    const wanted = Object.entries(fields).map(([key, value]) => [key, JSON.stringify(value)] as const);
    for (;;) {
      const found = this.heard.find((message) =>
        wanted.every(([key, value]) => JSON.stringify(message[key]) === value),
      );
      if (found !== undefined) {
        return found;
      }
      await this.#changed.promise;
    }
  }
}

/** As `nodejs_auth_check()` answers. */
function answer(accounts: ReadonlyMap<string, ClassicAccount>, message: Message): object {
  const { messageType, authToken, clientId, contentTokens = {} } = message;
  if (messageType !== 'authenticate') {
    return { message: `User ${message.uid} set.` };
  }
  const account = accounts.get(String(authToken));
  if (account === undefined) {
    return { uid: 0, authToken, nodejsValidAuthToken: false, clientId };
  }
  const { uid, channels = [`nodejs_user_${uid}`], presenceUids = [] } = account;
  return {
    uid: String(uid),
    authToken,
    nodejsValidAuthToken: true,
    clientId,
    channels,
    presenceUids,
    contentTokens,
  };
}
