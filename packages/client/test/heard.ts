import type { Client } from '../src/client.ts';
import type { Listener } from '../src/listener.ts';

/** Everything a channel's listener heard, in order, as short words. */
export class Heard {
  readonly all: unknown[] = [];
  readonly off: () => void;
  #changed: (() => void) | undefined;

  constructor(client: Client, channel: string) {
    const listener: Listener = {
      publication: ({ data }) => this.#add(data),
      stateLost: () => this.#add('state lost'),
      subscribed: ({ recovered }) => this.#add(recovered ? 'recovered' : 'subscribed'),
      error: ({ code }) => this.#add(code),
    };
    this.off = client.on(channel, listener);
  }

  /** Resolves when this was heard. */
  async until(expected: unknown): Promise<void> {
    while (!this.all.includes(expected)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  #add(word: unknown): void {
    this.all.push(word);
    this.#changed?.();
  }
}
