import { element } from '../../element.ts';
import { duration } from '../../figures.ts';
import { icon } from '../../icon.ts';
import type { Outcome } from './outcome.ts';

/** One cell of a track: a message as one page saw it. */
export type Cell = 'waiting' | 'due' | 'seen' | 'lost' | 'twice' | 'kept-out';

/** A page and the messages of the run, one cell each. */
export interface Track {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly words: string;
}

/** Shows a run while it happens: the plan with its progress, what every page sees, the verdict. */
export class Recorder {
  readonly root: HTMLElement;
  readonly #plan = element('ol', { class: 'plan', 'aria-label': 'What happens' });
  readonly #tracks = element('div', { class: 'tracks' });
  readonly #verdict: HTMLElement;
  readonly #headline = element('strong', {}, 'Nothing broken yet');
  readonly #detail = element(
    'span',
    {},
    'Pick one above. Green is a message that a page showed; the count at the end is made from what stands on the pages.',
  );

  constructor() {
    this.#verdict = element('p', { class: 'verdict', role: 'status' }, this.#headline, this.#detail);
    this.root = element(
      'section',
      { class: 'recorder', 'aria-label': 'What happens while it is broken' },
      this.#plan,
      element('div', {}, this.#tracks, legend()),
      this.#verdict,
    );
  }

  /** Starts a run: its plan, nothing of it done yet. */
  begin(plan: readonly string[]): void {
    this.layOut(plan);
    delete this.#verdict.dataset.verdict;
    delete this.#headline.dataset.outcome;
    this.#say('Running…', '');
  }

  /** Draws a plan. */
  layOut(plan: readonly string[]): void {
    this.#plan.replaceChildren(
      ...plan.map((words) =>
        element(
          'li',
          {},
          element('span', { class: 'sign', 'aria-hidden': 'true' }),
          element('span', {}, words),
          element('span', { class: 'took figure' }),
        ),
      ),
    );
  }

  /** Runs one step of the plan and shows how long it took. */
  async step<Value>(index: number, run: () => Promise<Value>): Promise<Value> {
    const item = this.#plan.children[index];
    if (!(item instanceof HTMLElement)) throw new Error(`the plan has no step ${index}`);
    const started = performance.now();
    item.dataset.progress = 'now';
    item.setAttribute('aria-current', 'step');
    try {
      const value = await run();
      item.dataset.progress = 'done';
      item.querySelector('.sign')?.replaceChildren(icon('check'));
      return value;
    } catch (error) {
      item.dataset.progress = 'failed';
      item.querySelector('.sign')?.replaceChildren(icon('close'));
      throw error;
    } finally {
      item.removeAttribute('aria-current');
      const took = item.querySelector('.took');
      if (took) took.textContent = duration(performance.now() - started);
    }
  }

  draw(tracks: readonly Track[]): void {
    for (const [index, track] of tracks.entries()) this.#drawTrack(index, track);
    while (this.#tracks.children.length > tracks.length) this.#tracks.lastElementChild?.remove();
  }

  end({ kind, headline, detail }: Outcome): void {
    this.#headline.dataset.outcome = kind;
    this.#verdict.dataset.verdict = kind;
    this.#say(headline, detail);
  }

  #say(headline: string, detail: string): void {
    this.#headline.textContent = headline;
    this.#detail.textContent = detail;
  }

  /** Redraws a row only where it changed, so that fifty cells a second stay cheap. */
  #drawTrack(index: number, { name, cells, words }: Track): void {
    const row = this.#tracks.children[index] ?? this.#tracks.appendChild(emptyTrack());
    const [label, strip, seen] = row.children;
    if (!(label && strip && seen)) return;
    if (label.textContent !== name) label.textContent = name;
    if (seen.textContent !== words) seen.textContent = words;
    while (strip.children.length > cells.length) strip.lastElementChild?.remove();
    for (const [place, cell] of cells.entries()) {
      const drawn = strip.children[place] ?? strip.appendChild(element('span', { class: 'cell' }));
      if (drawn instanceof HTMLElement) drawn.dataset.cell = cell;
    }
  }
}

const meanings: readonly (readonly [Cell, string])[] = [
  ['seen', 'on the page'],
  ['due', 'on its way'],
  ['lost', 'lost'],
  ['twice', 'twice or not meant for this page'],
  ['kept-out', 'rightly kept out'],
  ['waiting', 'not sent'],
];

function legend(): HTMLElement {
  return element(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    ...meanings.map(([cell, words]) =>
      element('li', {}, element('span', { class: 'cell', 'data-cell': cell }), words),
    ),
  );
}

function emptyTrack(): HTMLElement {
  return element(
    'div',
    { class: 'track' },
    element('span', { class: 'name' }),
    element('span', { class: 'cells', 'aria-hidden': 'true' }),
    element('span', { class: 'seen figure' }),
  );
}
