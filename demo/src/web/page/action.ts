import { button, element } from '../element.ts';
import { icon } from '../icon.ts';

/** A button for something that takes a request; says what went wrong in its own place. */
export function action(
  label: string,
  name: Parameters<typeof icon>[0],
  run: () => Promise<unknown>,
  attributes: Readonly<Record<string, string | boolean>> = {},
): HTMLElement {
  const trouble = element('span', { class: 'trouble', role: 'status' });
  const pressed = button(icon(name), { class: 'button', ...attributes }, async () => {
    pressed.setAttribute('aria-disabled', 'true');
    trouble.textContent = '';
    try {
      await run();
    } catch (error) {
      trouble.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      pressed.removeAttribute('aria-disabled');
    }
  });
  pressed.append(label);
  return element('span', { class: 'action' }, pressed, trouble);
}
