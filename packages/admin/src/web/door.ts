import { html, type TemplateResult } from 'lit-html';

export interface DoorParts {
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  readonly open: (key: string) => void;
}

/** The question for a key, which is all that somebody sees who brings none. */
export function door({ isBusy, problem, open }: DoorParts): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const key = new FormData(form).get('key');
    if (typeof key === 'string' && key !== '') open(key);
  };
  return html`<main class="door">
    <form @submit=${submit}>
      <h1>Push server</h1>
      <p>Log in with one of the site’s API keys, <code>api.keys</code> of its configuration.</p>
      <label>API key
        <input
          type="password"
          name="key"
          required
          autocomplete="current-password"
          autofocus
          aria-invalid=${problem === undefined ? 'false' : 'true'}
          aria-describedby="door-problem"
        />
      </label>
      <button class="primary" ?disabled=${isBusy}>${isBusy ? 'Looking…' : 'Log in'}</button>
      <p id="door-problem" class="problem" role="alert">${problem ?? ''}</p>
      <p class="note">The key isn’t kept: this tab is let in for twelve hours, or until it is closed.</p>
    </form>
  </main>`;
}
