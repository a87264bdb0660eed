import { directionQuery } from '../direction.ts';
import { button, element } from '../element.ts';
import { icon } from '../icon.ts';
import type { FrameHost } from '../settings.ts';
import { PersonTab } from './person-tab.ts';

interface Shown {
  readonly tab: PersonTab;
  readonly handle: HTMLButtonElement;
  readonly panel: HTMLElement;
}

const mostTabs = 4;

/** A browser of a person, drawn as one: tabs of the same session, one of them in front. */
export class PersonWindow {
  readonly root: HTMLElement;
  readonly name: string;
  readonly #host: FrameHost;
  readonly #origin: string;
  readonly #list: HTMLElement;
  readonly #screens = element('div', { class: 'screens' });
  readonly #add: HTMLButtonElement;
  readonly #close: HTMLButtonElement;
  readonly #shown: Shown[] = [];
  #opened = 0;

  constructor(host: FrameHost, name: string, origin: string) {
    this.#host = host;
    this.name = name;
    this.#origin = origin;
    this.#list = element('div', { role: 'tablist', 'aria-label': `${name}’s tabs` });
    this.#list.addEventListener('keydown', (event) => this.#walk(event));
    const add = `Open a second tab for ${name}`;
    this.#add = button(icon('plus'), { class: 'tab-button', title: add, 'aria-label': add }, () => {
      this.#front(this.openTab());
    });
    const close = `Close ${name}’s tab in front`;
    this.#close = button(
      icon('close'),
      { class: 'tab-button', title: close, 'aria-label': close, hidden: true },
      () => this.#closeFront(),
    );
    this.root = element(
      'section',
      { class: 'browser', 'aria-label': `${name}’s browser` },
      element('div', { class: 'tabs' }, this.#list, this.#add, this.#close),
      element('p', { class: 'address' }, new URL(origin).host),
      this.#screens,
    );
    this.#front(this.openTab());
  }

  /** The first tab: the one that the stories speak to. */
  get tab(): PersonTab {
    const first = this.#shown[0];
    if (first === undefined) throw new Error(`${this.name} has no tab`);
    return first.tab;
  }

  /** The second tab of the same session, opened when there is none. */
  get secondTab(): PersonTab {
    return this.#shown[1]?.tab ?? this.openTab();
  }

  /** Opens one more tab behind the one in front. */
  openTab(): PersonTab {
    this.#opened += 1;
    const number = this.#opened;
    const id = `${this.#host}-${number}`;
    const title = number === 1 ? `${this.name}’s page` : `${this.name}’s page, tab ${number}`;
    const tab = new PersonTab(this.#host, number, this.#origin, title, directionQuery());
    const badge = element('span', { class: 'state', 'aria-hidden': 'true' });
    const label = number === 1 ? this.name : `${this.name}, tab ${number}`;
    const handle = button(
      badge,
      {
        class: 'tab',
        role: 'tab',
        id: `${id}-tab`,
        'aria-controls': id,
        'aria-selected': false,
        tabindex: -1,
      },
      () => this.#front(tab),
    );
    handle.append(label);
    const panel = element(
      'div',
      { role: 'tabpanel', id, 'aria-labelledby': `${id}-tab`, class: 'behind' },
      tab.frame,
    );
    tab.onState(({ state }) => {
      badge.dataset.state = state === 'logged-out' ? 'ended' : state;
    });
    this.#shown.push({ tab, handle, panel });
    this.#list.append(handle);
    this.#screens.append(panel);
    this.#showButtons();
    return tab;
  }

  #front(tab: PersonTab): void {
    for (const shown of this.#shown) {
      const isFront = shown.tab === tab;
      // Behind it keeps its size, so that its chat goes on scrolling to the newest line.
      shown.panel.classList.toggle('behind', !isFront);
      shown.handle.tabIndex = isFront ? 0 : -1;
      shown.handle.setAttribute('aria-selected', String(isFront));
    }
    this.#showButtons();
  }

  #closeFront(): void {
    const index = this.#frontIndex();
    const gone = this.#shown[index];
    if (index < 1 || gone === undefined) return;
    this.#shown.splice(index, 1);
    gone.tab.close();
    gone.handle.remove();
    gone.panel.remove();
    const next = this.#shown[index - 1];
    if (next === undefined) return;
    this.#front(next.tab);
    next.handle.focus();
  }

  #walk(event: KeyboardEvent): void {
    const isTurned = getComputedStyle(this.#list).direction === 'rtl';
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: isTurned ? -1 : 1,
      ArrowLeft: isTurned ? 1 : -1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { length } = this.#shown;
    const next = this.#shown[(this.#frontIndex() + step + length) % length];
    if (next === undefined) return;
    this.#front(next.tab);
    next.handle.focus();
  }

  #frontIndex(): number {
    return this.#shown.findIndex(({ panel }) => !panel.classList.contains('behind'));
  }

  #showButtons(): void {
    this.#add.hidden = this.#shown.length >= mostTabs;
    this.#close.hidden = this.#frontIndex() < 1;
  }
}
