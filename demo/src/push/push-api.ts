import { DemoError } from '../demo-error.ts';

/** Where a publication stands in its channel. */
export interface Position {
  readonly offset: number;
  readonly epoch: string;
}

/** Calls the push server's API as a Node program of the site would. */
export class PushApi {
  readonly #url: string;
  readonly #key: string;

  constructor(port: number, key: string) {
    this.#url = `http://127.0.0.1:${port}/api/`;
    this.#key = key;
  }

  /**
   * Publishes; resolves when the server has acknowledged it.
   *
   * @throws DemoError `push-refused` when it didn't, for whatever reason.
   */
  async publish(channel: string, data: unknown): Promise<Position> {
    const { offset, epoch } = await this.#call('publish', { channel, data });
    return { offset: typeof offset === 'number' ? offset : 0, epoch: typeof epoch === 'string' ? epoch : '' };
  }

  /** Publishes what is kept elsewhere, too: who missed it reads it there, so a server that is away is no failure. */
  async offer(channel: string, data: unknown): Promise<void> {
    try {
      await this.publish(channel, data);
    } catch (error) {
      if (!(error instanceof DemoError)) throw error;
    }
  }

  /** How many clients hear a channel. @throws DemoError `push-refused` */
  async listeners(channel: string): Promise<number> {
    const { channels } = await this.#call('channels', { prefix: channel });
    const found = (channels as Record<string, { num_clients: number }> | undefined)?.[channel];
    return found?.num_clients ?? 0;
  }

  /** Has the server forget what a channel keeps. @throws DemoError `push-refused` */
  async forget(channel: string): Promise<void> {
    await this.#call('history_remove', { channel });
  }

  async #call(method: string, params: object): Promise<Record<string, unknown>> {
    let response: Response;
    let body: { result?: Record<string, unknown>; error?: { message?: string } };
    try {
      response = await fetch(this.#url + method, {
        method: 'POST',
        headers: { 'X-API-Key': this.#key, 'Content-Type': 'application/json' },
        body: JSON.stringify(params),
        signal: AbortSignal.timeout(5000),
      });
      body = (await response.json()) as typeof body;
    } catch (cause) {
      throw new DemoError('push-refused', `the push server gave no answer to ${method}`, { cause });
    }
    if (!response.ok || body.result === undefined)
      throw new DemoError('push-refused', `${method}: ${body.error?.message ?? `HTTP ${response.status}`}`);
    return body.result;
  }
}
