import { element } from '../element.ts';
import { colourPhp } from './php-colours.ts';

/** A text area with a coloured copy of its text underneath. */
export class PhpEditor {
  readonly root: HTMLElement;
  readonly #area: HTMLTextAreaElement;
  readonly #copy = element('pre', { 'aria-hidden': 'true' });

  constructor(label: string, run: () => void) {
    this.#area = element('textarea', {
      'aria-label': label,
      spellcheck: 'false',
      autocapitalize: 'off',
      autocomplete: 'off',
      'data-console-code': true,
    });
    this.#area.addEventListener('input', () => this.#colour());
    this.#area.addEventListener('scroll', () => {
      this.#copy.scrollTop = this.#area.scrollTop;
    });
    this.#area.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      run();
    });
    this.root = element('div', { class: 'editor' }, this.#copy, this.#area);
  }

  get code(): string {
    return this.#area.value;
  }

  set code(code: string) {
    this.#area.value = code;
    this.#area.scrollTop = 0;
    this.#colour();
  }

  #colour(): void {
    // A last empty line has no height in the copy unless something stands on it.
    this.#copy.replaceChildren(...colourPhp(this.#area.value), '\n');
    this.#copy.scrollTop = this.#area.scrollTop;
  }
}
