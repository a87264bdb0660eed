import { Centrifuge } from 'centrifuge';

/** What the server tells once a second of a site. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly clients: number;
  readonly users: number;
  readonly channels: number;
  readonly queueBytes: number;
  readonly published: number;
  readonly delivered: number;
  readonly fanOutMs: number | null;
  readonly mishaps: number;
}

/** Whether the page hears from the server. */
export type LinkState = 'connecting' | 'live' | 'offline';

/** What a link tells its page. */
export interface LinkEvents {
  state(state: LinkState): void;
  sample(site: string, sample: Sample): void;
  /** The server doesn't know the log-in any more. */
  loggedOut(): void;
}

/** The page's connection to the server, by the SDK that every page of a site uses. */
export class Link {
  readonly #client: Centrifuge;

  constructor(token: string, events: LinkEvents) {
    const url = new URL('connection', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    this.#client = new Centrifuge(url.href, { token, minReconnectDelay: 300, maxReconnectDelay: 5000 });
    let wasLive = false;
    this.#client.on('connecting', () => events.state(wasLive ? 'offline' : 'connecting'));
    this.#client.on('connected', () => {
      wasLive = true;
      events.state('live');
    });
    this.#client.on('error', () => events.state(wasLive ? 'offline' : 'connecting'));
    this.#client.on('disconnected', ({ code }) => {
      if (code >= 3500) events.loggedOut();
    });
    this.#client.on('publication', ({ channel, data }) =>
      events.sample(channel.slice('figures:'.length), data as Sample),
    );
  }

  open(): void {
    this.#client.connect();
  }

  close(): void {
    this.#client.disconnect();
  }

  /** Asks the server; throws with what to tell the reader. */
  async ask<Answer>(method: string, data: object): Promise<Answer> {
    try {
      return (await this.#client.rpc(`admin.${method}`, data)).data as Answer;
    } catch (error) {
      const { message = 'The server did not answer.' } = error as { message?: string };
      throw new Error(message);
    }
  }

  /** Runs a call of the server API. */
  async call<Answer>(site: string, call: string, body: object): Promise<Answer> {
    return this.ask<Answer>('call', { site, call, body });
  }
}
