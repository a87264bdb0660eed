import { get, type IncomingMessage } from 'node:http';

/** One event as it came over the wire; `id` is what a browser would send along from here on. */
export interface ReadEvent {
  readonly name: string;
  readonly data: string;
  readonly id: string;
}

/** A client of `connection/uni_sse` without manners: it reads events, and comes back only when told to. */
export class EventReader implements AsyncDisposable {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  lastEventId: string;
  readonly #response: IncomingMessage;
  readonly #chunks: AsyncIterator<string>;
  #text = '';

  private constructor(response: IncomingMessage, lastEventId: string) {
    this.#response = response.setEncoding('utf8');
    this.#chunks = (response as AsyncIterable<string>)[Symbol.asyncIterator]();
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    this.lastEventId = lastEventId;
  }

  /** Resolves when the answer has begun. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers, agent: false }, resolve).on('error', reject);
    });
    return new EventReader(response, headers['Last-Event-ID'] ?? '');
  }

  /** The next event; nothing when the answer has ended. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const block = await this.#block();
      if (block === undefined) {
        return undefined;
      }
      const fields = block.split('\n').map((line) => /^([^:]*):? ?(.*)$/s.exec(line)?.slice(1) ?? []);
      const all = (name: string): string[] =>
        fields.filter(([field]) => field === name).map(([, value = '']) => value);
      this.lastEventId = all('id').at(-1) ?? this.lastEventId;
      const data = all('data');
      if (data.length > 0) {
        return { name: all('event').at(-1) ?? 'message', data: data.join('\n'), id: this.lastEventId };
      }
    }
  }

  /** The next events. */
  async take(count: number): Promise<ReadEvent[]> {
    const events: ReadEvent[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (event === undefined) {
        throw new Error(`the answer ended after ${JSON.stringify(events)}`);
      }
      events.push(event);
    }
    return events;
  }

  /** Everything that is left. */
  async text(): Promise<string> {
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done) {
        return this.#text;
      }
      this.#text += value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#response.destroy();
  }

  async #block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end !== -1) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#chunks.next();
      if (done) {
        return undefined;
      }
      this.#text += value;
    }
  }
}
