import type { Client } from '@drupal-nodejs/client';
import { element } from '../element.ts';
import { messageWords } from '../message-words.ts';
import { Rows } from './rows.ts';

/** Every notice of the site, newest on top, and honestly marked where some may be missing. */
export class Notices {
  readonly #rows: Rows;
  readonly #spoken: HTMLElement;
  #lostAt = -Infinity;

  constructor(box: HTMLElement, spoken: HTMLElement) {
    this.#spoken = spoken;
    this.#rows = new Rows(box, 'Notices', 'None yet.');
    box.dataset.notices = '';
  }

  follow(client: Client): void {
    for (const channel of ['nodejs_notify', 'nodejs_broadcast']) {
      client.on(channel, {
        publication: ({ data }) => this.#show(data),
        stateLost: () => this.#markLost(),
      });
    }
  }

  #show(data: unknown): void {
    const { subject, body } = messageWords(data);
    this.#rows.add(
      performance.now(),
      Date.now(),
      [element('strong', {}, subject), subject === '' ? body : ` ${body}`],
      true,
    );
    this.#spoken.textContent = `Notice: ${subject} ${body}`;
  }

  /** Both channels are lost at once: one line is enough. */
  #markLost(): void {
    const now = performance.now();
    const isSaid = now - this.#lostAt < 2_000;
    this.#lostAt = now;
    if (isSaid) return;
    const mark = element(
      'span',
      { class: 'mark-lost' },
      'The server lost its memory: notices may be missing here.',
    );
    this.#rows.add(now, Date.now(), [mark], false);
  }
}
