import type { Client, Unsubscribe } from '@drupal-nodejs/client';
import { type MessageWords, messageWords } from '../message-words.ts';

/**
 * Listens to the channel of a role for as long as the person has it.
 *
 * The server ends the subscription when the role is taken away; a new connection asks again, for it may be back.
 */
export class RoleNotes {
  readonly #client: Client;
  readonly #channel: string;
  readonly #onNote: (words: MessageWords) => void;
  readonly #onRight: (hasRole: boolean) => void;
  readonly #texts: string[] = [];
  #off: Unsubscribe | undefined;
  #hasRole = false;

  constructor(
    client: Client,
    channel: string,
    hear: { onNote(words: MessageWords): void; onRight(hasRole: boolean): void },
  ) {
    this.#client = client;
    this.#channel = channel;
    this.#onNote = hear.onNote;
    this.#onRight = hear.onRight;
    client.onState(({ state }) => {
      if (state === 'live') this.#listen();
    });
  }

  /** All that came since the page was loaded. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  get hasRole(): boolean {
    return this.#hasRole;
  }

  #listen(): void {
    this.#off ??= this.#client.on(this.#channel, {
      publication: ({ data }) => {
        const words = messageWords(data);
        this.#texts.push(words.body);
        this.#onNote(words);
      },
      subscribed: () => this.#right(true),
      error: (error) => {
        if (error.temporary) return;
        this.#off?.();
        this.#off = undefined;
        this.#right(false);
      },
    });
  }

  #right(hasRole: boolean): void {
    this.#hasRole = hasRole;
    this.#onRight(hasRole);
  }
}
