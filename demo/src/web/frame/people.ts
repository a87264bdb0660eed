import { element } from '../element.ts';

/** Who is here: one face for each person, however many tabs they have. */
export class People {
  readonly root: HTMLElement = element('div', { class: 'here' });
  readonly #list = element('ul', { 'aria-label': 'Who is here', 'data-people': true });
  #drawn = '';

  constructor() {
    this.root.append(element('span', { class: 'here-label', 'aria-hidden': 'true' }, 'Here'), this.#list);
  }

  /** Takes the names of all connections; doubles are the same person. */
  draw(names: readonly string[]): void {
    const people = [...new Set(names)].sort((one, other) => one.localeCompare(other));
    const key = people.join('\n');
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#list.replaceChildren(...people.map((name) => person(name)));
  }
}

/** The round first letter of a person. */
export function face(name: string): HTMLElement {
  return element(
    'span',
    { class: 'face', 'data-author': name.toLowerCase(), 'aria-hidden': 'true' },
    [...name][0]?.toUpperCase() ?? '?',
  );
}

function person(name: string): HTMLElement {
  return element('li', { class: 'person' }, face(name), element('span', {}, name));
}
