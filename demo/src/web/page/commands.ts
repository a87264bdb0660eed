import { button, element } from '../element.ts';
import { icon } from '../icon.ts';

const thanksMs = 2000;

/** A command for the shell with a button that copies it. */
export function commandLine(label: string, command: string): HTMLElement {
  const words = element('span', {}, 'Copy');
  const copy = button(icon('copy'), {}, async () => {
    try {
      await navigator.clipboard.writeText(command);
      words.textContent = 'Copied';
    } catch {
      // Forbidden by the browser: the text is selected instead, ready for the keyboard.
      getSelection()?.selectAllChildren(text);
      words.textContent = 'Press Ctrl+C';
    }
    setTimeout(() => {
      words.textContent = 'Copy';
    }, thanksMs);
  });
  words.setAttribute('role', 'status');
  copy.append(words, element('span', { class: 'spoken' }, ` the ${label} command`));
  const text = element('code', { tabindex: 0, 'aria-label': `${label} command` }, command);
  return element('div', { class: 'command' }, text, copy);
}
