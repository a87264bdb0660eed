import type { Client } from '@drupal-nodejs/client';
import { element } from '../element.ts';
import { count, duration } from '../figures.ts';
import { get, post } from '../post.ts';
import { action } from './action.ts';

interface Happening {
  readonly run: string;
  readonly seq: number;
  readonly at: number;
}

const channel = 'content:happenings';
const askEveryMs = 2_000;
/** Requests after which a page that asks would have seen everything. */
const most = 12;

/** The same events by asking every two seconds and by being told: what each costs, and how late it is. */
export class Polling {
  readonly #box: HTMLElement;
  readonly #asking = new Way('Asks every 2 s');
  readonly #told = new Way('Is told');
  #run = '';
  /** May be told before the answer that names the run. */
  #early: Happening[] = [];

  constructor(box: HTMLElement) {
    this.#box = box;
    const heads = ['The page', 'requests', 'saw', 'late by'];
    const table = element(
      'table',
      { class: 'ways' },
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element('tbody', {}, this.#asking.row, this.#told.row),
    );
    box.append(
      table,
      action('Let six things happen', 'play', () => this.#play()),
    );
  }

  follow(client: Client): void {
    client.on(channel, {
      publication: ({ data }) => {
        if (!isHappening(data)) return;
        if (data.run === this.#run) this.#told.see(data);
        else this.#early.push(data);
      },
    });
  }

  async #play(): Promise<void> {
    this.#box.dataset.polling = 'running';
    this.#early = [];
    const { run, of } = await post<{ run: string; of: number }>('/demo/happenings', {});
    this.#run = run;
    this.#asking.begin(of);
    this.#told.begin(of);
    for (const happening of this.#early) if (happening.run === run) this.#told.see(happening);
    for (let asked = 0; asked < most && !this.#asking.isWhole; asked++) {
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
      const address = `/demo/happenings?run=${run}`;
      const { requests, happened } = await get<{ requests: number; happened: Happening[] }>(address);
      this.#asking.requests = requests;
      for (const happening of happened) this.#asking.see(happening);
    }
    this.#box.dataset.polling = 'over';
  }
}

/** One of the two ways, as a row of the table. */
class Way {
  readonly row: HTMLElement;
  readonly #cells = [0, 1, 2].map(() => element('td', { class: 'figure' }, '–'));
  readonly #lateMs = new Map<number, number>();
  #of = 0;
  #requests = 0;

  constructor(name: string) {
    this.row = element('tr', {}, element('th', { scope: 'row' }, name), ...this.#cells);
  }

  begin(of: number): void {
    this.#of = of;
    this.#lateMs.clear();
    this.requests = 0;
  }

  set requests(requests: number) {
    this.#requests = requests;
    this.#draw();
  }

  get isWhole(): boolean {
    return this.#lateMs.size === this.#of;
  }

  see({ seq, at }: Happening): void {
    if (this.#lateMs.has(seq)) return;
    this.#lateMs.set(seq, Math.max(Date.now() - at, 0));
    this.#draw();
  }

  #draw(): void {
    const late = [...this.#lateMs.values()];
    const mean = late.reduce((sum, ms) => sum + ms, 0) / late.length;
    const words = [String(this.#requests), `${late.length} of ${this.#of}`];
    words.push(late.length === 0 ? '–' : duration(mean));
    for (const [index, cell] of this.#cells.entries()) cell.textContent = words[index] ?? '';
    this.row.dataset.requests = String(this.#requests);
    this.row.dataset.saw = String(late.length);
    this.row.title = count(this.#requests, 'request');
  }
}

function isHappening(data: unknown): data is Happening {
  const { run, seq, at } = (data ?? {}) as Partial<Record<keyof Happening, unknown>>;
  return typeof run === 'string' && typeof seq === 'number' && typeof at === 'number';
}
