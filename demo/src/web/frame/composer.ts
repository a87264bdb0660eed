import { element } from '../element.ts';
import { icon } from '../icon.ts';

/** Where a line is written; what isn't sent yet survives a reload of the tab. */
export class Composer {
  readonly root: HTMLFormElement;
  readonly #input: HTMLTextAreaElement;
  readonly #draftKey: string;

  constructor(name: string, uid: string, onLine: (text: string) => void) {
    this.#draftKey = `demo:draft:${uid}`;
    this.#input = element('textarea', {
      id: 'line',
      rows: 1,
      maxlength: 4000,
      placeholder: `Write as ${name}`,
      enterkeyhint: 'send',
      autocomplete: 'off',
      dir: 'auto',
      'data-chat-input': true,
    });
    this.#input.value = sessionStorage.getItem(this.#draftKey) ?? '';
    const send = element('button', { class: 'send', type: 'submit', 'aria-label': 'Send' }, icon('send'));
    this.root = element(
      'form',
      { class: 'composer' },
      element(
        'label',
        { class: 'spoken', for: 'line' },
        `Write as ${name}. Enter sends, Shift and Enter starts a new line.`,
      ),
      this.#input,
      send,
    );
    this.#input.addEventListener('input', () => this.#keep());
    this.#input.addEventListener('keydown', (event) => {
      // While an input method composes, Enter picks a word.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.root.requestSubmit();
    });
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#input.value.trim();
      if (text === '') return;
      this.#input.value = '';
      this.#keep();
      onLine(text);
    });
  }

  /** Stops the writing when this person may only read, or isn't logged in any more. */
  allow(mayWrite: boolean): void {
    this.#input.readOnly = !mayWrite;
  }

  #keep(): void {
    sessionStorage.setItem(this.#draftKey, this.#input.value);
  }
}
