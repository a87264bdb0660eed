import type { Client } from '@drupal-nodejs/client';
import { element } from '../element.ts';
import { count } from '../figures.ts';
import { post } from '../post.ts';
import { action } from './action.ts';

interface Progress {
  readonly job: string;
  readonly item: number;
  readonly of: number;
  readonly attempt: number;
  readonly pid: number;
}

const channel = 'content:work';
const items = 16;

/** Items of Drupal's queue as a worker in Node does them: a bar that fills by push, and a button that kills. */
export class QueueProgress {
  readonly #box: HTMLElement;
  readonly #bar = element('progress', { max: items, value: 0, 'aria-label': 'Items that are done' });
  readonly #words = element('p', { class: 'note', role: 'status' }, 'Nothing queued yet.');
  readonly #done = new Set<number>();
  readonly #pids = new Set<number>();
  #again = 0;
  #job = '';

  constructor(box: HTMLElement) {
    this.#box = box;
    const actions = element(
      'div',
      { class: 'actions' },
      action(`Queue ${items} items`, 'play', () => post('/demo/queue', { of: items }), {
        'data-queue': 'work',
      }),
      action(
        'The same, and kill -9 the worker midway',
        'skull',
        () => post('/demo/queue', { of: items, killAfter: items / 2 }),
        {
          'data-queue': 'kill',
        },
      ),
    );
    box.append(this.#bar, this.#words, actions);
  }

  follow(client: Client): void {
    client.on(channel, {
      publication: ({ data }) => {
        if (isProgress(data)) this.#take(data);
      },
      stateLost: () => {
        if (this.#job === '') return;
        this.#words.textContent = 'The push server lost its memory: more may be done than this bar shows.';
      },
    });
  }

  #take({ job, item, of, attempt, pid }: Progress): void {
    if (job !== this.#job) {
      this.#job = job;
      this.#done.clear();
      this.#pids.clear();
      this.#again = 0;
    }
    this.#done.add(item);
    this.#pids.add(pid);
    if (attempt > 1) this.#again++;
    this.#draw(of);
  }

  #draw(of: number): void {
    const { size } = this.#done;
    this.#bar.max = of;
    this.#bar.value = size;
    const by = `by process ${[...this.#pids].join(', then ')}`;
    const again = this.#again === 0 ? '' : ` ${count(this.#again, 'item')} came again.`;
    this.#words.textContent = `${size} of ${of} done ${by}.${again}${size === of ? ' Nothing was lost.' : ''}`;
    this.#box.dataset.done = String(size);
    this.#box.dataset.of = String(of);
    this.#box.dataset.workers = String(this.#pids.size);
  }
}

function isProgress(data: unknown): data is Progress {
  const { job, item, of, attempt, pid } = (data ?? {}) as Partial<Record<keyof Progress, unknown>>;
  return typeof job === 'string' && [item, of, attempt, pid].every((one) => typeof one === 'number');
}
