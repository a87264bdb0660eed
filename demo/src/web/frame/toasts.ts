import { button, element } from '../element.ts';
import { icon } from '../icon.ts';
import type { MessageWords } from '../message-words.ts';

const shownMs = 6000;
const mostToasts = 3;

/** Pop-ups that never take the focus and stay while somebody reads them. */
export class Toasts {
  readonly root: HTMLElement = element('div', {
    class: 'toasts',
    role: 'status',
    'aria-label': 'Notices',
    'data-notices': true,
  });

  /** Shows a notice; subject and body are text, whatever they look like. */
  show({ subject, body }: MessageWords): void {
    const words = element('div', { class: 'toast-words' });
    if (subject !== '') words.append(element('strong', { dir: 'auto' }, subject));
    if (body !== '') words.append(element('span', { dir: 'auto' }, body));
    const toast = element('div', { class: 'toast' }, icon('bell'), words);
    toast.append(
      button(icon('close'), { class: 'quiet', 'aria-label': 'Dismiss this notice' }, () => toast.remove()),
    );
    this.root.append(toast);
    while (this.root.children.length > mostToasts) this.root.firstElementChild?.remove();
    this.#dismissLater(toast);
  }

  #dismissLater(toast: HTMLElement): void {
    let timer = setTimeout(() => toast.remove(), shownMs);
    const hold = (): void => clearTimeout(timer);
    const release = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => toast.remove(), shownMs);
    };
    toast.addEventListener('pointerenter', hold);
    toast.addEventListener('pointerleave', release);
    toast.addEventListener('focusin', hold);
    toast.addEventListener('focusout', release);
  }
}
