import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';

/** What is to be confirmed. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly choices?: readonly { readonly value: string; readonly name: string; readonly text: string }[];
  readonly run: (choice: string) => void;
}

/** A dialog that asks before something is done to others; Escape and Cancel leave all as it is. */
export function confirmDialog(question: Question | undefined, close: () => void): TemplateResult {
  if (question === undefined) return html``;
  const { title, text, action, choices = [], run } = question;
  const open = (element: Element | undefined): void => {
    // It is told of before it stands in the document.
    queueMicrotask(() => {
      if (element instanceof HTMLDialogElement && element.isConnected && !element.open) element.showModal();
    });
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const choice = new FormData(event.target as HTMLFormElement).get('choice');
    close();
    run(typeof choice === 'string' ? choice : '');
  };
  return html`<dialog aria-labelledby="confirm-title" aria-describedby="confirm-text" ${ref(open)} @close=${close}>
    <form method="dialog" @submit=${submit}>
      <h2 id="confirm-title">${title}</h2>
      <p id="confirm-text">${text}</p>
      ${
        choices.length === 0
          ? nothing
          : html`<fieldset>
              <legend class="hidden">How</legend>
              ${choices.map(
                ({ value, name, text: meaning }, n) => html`<label class="choice">
                  <input type="radio" name="choice" value=${value} ?checked=${n === 0} />
                  <span><strong>${name}</strong> ${meaning}</span>
                </label>`,
              )}
            </fieldset>`
      }
      <p class="buttons">
        <button type="button" autofocus @click=${close}>Cancel</button>
        <button class="danger">${action}</button>
      </p>
    </form>
  </dialog>`;
}
