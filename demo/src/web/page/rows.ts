import { element } from '../element.ts';
import { clock } from '../figures.ts';

const keptRows = 100;

/** A list that grows at its top without moving what somebody reads further down. */
export class Rows {
  readonly root: HTMLElement;
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;

  constructor(box: HTMLElement, label: string, whenEmpty: string) {
    this.#box = box;
    this.#list = element('ol', { class: 'rows', 'aria-label': label });
    this.#empty = element('p', { class: 'empty' }, whenEmpty);
    this.root = box;
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', label);
    box.append(this.#empty, this.#list);
  }

  /** Puts a row in its place, the highest `order` on top; `isNew` makes it flash softly. */
  add(order: number, at: number, content: readonly (Node | string)[], isNew: boolean): void {
    this.#empty.hidden = true;
    const row = element(
      'li',
      { class: isNew && 'new', 'data-order': order },
      element('time', { datetime: new Date(at).toISOString() }, clock(at, true)),
      element('span', { dir: 'auto' }, ...content),
    );
    const { scrollTop, scrollHeight } = this.#box;
    const older = [...this.#list.children].find((other) => orderOf(other) < order);
    this.#list.insertBefore(row, older ?? null);
    if (scrollTop > 0) this.#box.scrollTop = scrollTop + this.#box.scrollHeight - scrollHeight;
    while (this.#list.children.length > keptRows) this.#list.lastElementChild?.remove();
  }

  say(whenEmpty: string): void {
    this.#empty.textContent = whenEmpty;
  }
}

function orderOf(row: Element): number {
  return row instanceof HTMLElement ? Number(row.dataset.order) : 0;
}
