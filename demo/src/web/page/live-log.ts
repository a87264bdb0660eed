import type { Client } from '@drupal-nodejs/client';
import { element } from '../element.ts';
import { get } from '../post.ts';
import { Rows } from './rows.ts';

interface LogRow {
  readonly wid: number;
  readonly type: string;
  readonly message: string;
  readonly timestamp: number;
  readonly name: string;
}

const channel = 'content:watchdog_dblog';

/** The site's log: its newest rows from the table, then each new one as it is written. */
export class LiveLog {
  readonly #rows: Rows;
  readonly #state: HTMLElement;
  readonly #shown = new Set<number>();

  constructor(box: HTMLElement, state: HTMLElement) {
    this.#state = state;
    this.#rows = new Rows(box, 'Log of the site', 'Nothing was logged yet.');
    box.dataset.log = '';
  }

  /** Says why there is nothing to see. */
  refuse(why: string): void {
    this.#show('ended', 'not for you');
    this.#rows.say(why);
  }

  /** Follows the log; after a gap that the server can't fill the table is read again. */
  follow(client: Client): void {
    client.on(channel, {
      publication: ({ data }) => this.#take(data),
      subscribed: () => this.#load(),
      stateLost: () => this.#load(),
      error: (error) => {
        if (!error.temporary) this.refuse(error.message);
      },
    });
    client.onState(({ state, final }) => {
      if (state === 'live') this.#show('live', 'live');
      else if (final) this.#show('ended', 'logged out');
      else this.#show(state, state === 'offline' ? 'offline, rows are kept' : 'connecting');
    });
  }

  async #load(): Promise<void> {
    const { rows } = await get<{ rows: LogRow[] }>('/demo/log?limit=50');
    for (const row of rows.toReversed()) this.#add(row, this.#shown.size > 0);
  }

  #take(data: unknown): void {
    const isLogMessage = typeof data === 'object' && data !== null && 'data' in data;
    if (isLogMessage) this.#add(data.data as LogRow, true);
  }

  #add(row: LogRow, isNew: boolean): void {
    if (this.#shown.has(row.wid)) return;
    this.#shown.add(row.wid);
    const who = row.name === '' ? '' : ` (${row.name})`;
    const words = [element('span', { class: 'type' }, row.type), ` ${row.message}${who}`];
    this.#rows.add(row.wid, row.timestamp * 1000, words, isNew);
  }

  #show(state: string, words: string): void {
    this.#state.dataset.state = state;
    this.#state.textContent = words;
  }
}
