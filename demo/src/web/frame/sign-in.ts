import { button, element } from '../element.ts';
import { face } from './people.ts';

/** What a logged-out page shows: why, and the way back in. */
export function signIn(name: string, why: string, logIn: () => Promise<void>): HTMLElement {
  const trouble = element('p', { class: 'trouble', role: 'alert' });
  const enter = button(
    `Log in as ${name}`,
    { class: 'button primary', 'data-login': name },
    async (pressed) => {
      pressed.setAttribute('aria-disabled', 'true');
      pressed.textContent = 'Logging in…';
      try {
        await logIn();
      } catch (error) {
        pressed.removeAttribute('aria-disabled');
        pressed.textContent = `Log in as ${name}`;
        trouble.textContent = error instanceof Error ? error.message : String(error);
      }
    },
  );
  return element(
    'section',
    { class: 'sign-in', 'aria-label': 'Log in' },
    face(name),
    element('p', {}, why),
    enter,
    trouble,
  );
}
