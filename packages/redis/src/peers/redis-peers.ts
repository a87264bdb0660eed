import type { PeerInbox, Peers } from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from '../keys.ts';
import type { Store } from '../store/store.ts';

export interface RedisPeersParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly log: FastifyBaseLogger;
  /** Names this server. */
  readonly server: string;
  /** How long a question waits for its answers. */
  readonly timeoutMs: number;
}

/** What servers send each other; `answer` is absent where answering failed. */
type Message =
  | { readonly from: string; readonly ask: number; readonly site: string; readonly question: unknown }
  | { readonly re: number; readonly answer?: unknown }
  | { readonly letter: string };

interface Pending {
  readonly answers: unknown[];
  replies: number;
  /** How many got the question; not known before Redis says so. */
  asked: number;
  readonly done: () => void;
}

/** The other servers, by channels of Redis: one for all, and one for each. */
export class RedisPeers implements Peers {
  readonly id: string;
  readonly #parts: RedisPeersParts;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;
  #inbox: PeerInbox | undefined;

  constructor(parts: RedisPeersParts) {
    this.#parts = parts;
    this.id = parts.server;
  }

  serve(inbox: PeerInbox): void {
    this.#inbox = inbox;
  }

  async start(): Promise<void> {
    const { store } = this.#parts;
    await Promise.all(
      [this.#everybody, this.#address(this.id)].map((name) =>
        store.listen(name, (message) => this.#hear(message)),
      ),
    );
  }

  async ask(site: string, question: unknown): Promise<readonly unknown[]> {
    this.#asked += 1;
    const ask = this.#asked;
    const { promise, resolve } = Promise.withResolvers<void>();
    const pending: Pending = { answers: [], replies: 0, asked: Number.POSITIVE_INFINITY, done: resolve };
    this.#pending.set(ask, pending);
    const timer = setTimeout(resolve, this.#parts.timeoutMs).unref();
    try {
      // This server hears itself.
      pending.asked = (await this.#send(this.#everybody, { from: this.id, ask, site, question })) - 1;
      if (pending.replies < pending.asked) {
        await promise;
      }
    } finally {
      clearTimeout(timer);
      this.#pending.delete(ask);
    }
    if (pending.replies < pending.asked) {
      const { log } = this.#parts;
      log.warn({ asked: pending.asked, answered: pending.replies }, 'not every server answered in time');
    }
    return pending.answers;
  }

  async send(server: string, letter: string): Promise<void> {
    await this.#send(this.#address(server), { letter });
  }

  async #send(name: string, message: Message): Promise<number> {
    return Number(await this.#parts.store.command(name, ['SPUBLISH', name, JSON.stringify(message)]));
  }

  /** Whoever can write to Redis must not be able to end a server by it. */
  #hear(text: string): void {
    try {
      this.#read(JSON.parse(text) as Message);
    } catch (error) {
      const { message } = error as Error;
      this.#parts.log.error({ reason: message }, 'Redis pushed what no server sends');
    }
  }

  #read(message: Message): void {
    if ('letter' in message) {
      this.#inbox?.take(message.letter);
    } else if ('re' in message) {
      this.#take(message);
    } else if (message.from !== this.id) {
      this.#answer(message).catch((error: Error) => {
        this.#parts.log.warn({ reason: error.message }, 'another server could not be answered');
      });
    }
  }

  #take({ re, ...reply }: Extract<Message, { re: number }>): void {
    const pending = this.#pending.get(re);
    if (pending !== undefined) {
      pending.replies += 1;
      if (reply.answer !== undefined) {
        pending.answers.push(reply.answer);
      }
      if (pending.replies >= pending.asked) {
        pending.done();
      }
    }
  }

  async #answer({ from, ask, site, question }: Extract<Message, { ask: number }>): Promise<void> {
    let answer: unknown;
    try {
      answer = await this.#inbox?.answer(site, question);
    } catch (err) {
      this.#parts.log.error({ err, site }, 'a question of another server failed');
    }
    await this.#send(this.#address(from), { re: ask, ...(answer === undefined ? {} : { answer }) });
  }

  get #everybody(): string {
    return this.#parts.keys.one('peers');
  }

  #address(server: string): string {
    return this.#parts.keys.one(`peer:${server}`);
  }
}
