import { html, nothing, type TemplateResult } from 'lit-html';

/** The message tester: what is in its fields, and what came of it. */
export interface Draft {
  readonly channel: string;
  readonly json: string;
  readonly isBusy: boolean;
  readonly outcome: string | undefined;
  readonly problem: string | undefined;
  readonly history: readonly Kept[] | undefined;
}

/** A publication that a channel keeps. */
export interface Kept {
  readonly offset?: number;
  readonly data: unknown;
}

export const emptyDraft: Draft = {
  channel: '',
  json: '{\n  "subject": "Hello",\n  "body": "A message from the admin page."\n}',
  isBusy: false,
  outcome: undefined,
  problem: undefined,
  history: undefined,
};

export interface MessageParts {
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
  readonly publish: (channel: string, data: unknown) => void;
  readonly read: (channel: string) => void;
}

/** A form that sends a message to a channel, and shows what a channel keeps. */
export function messageTester({ draft, change, publish, read }: MessageParts): TemplateResult {
  const { channel, json, isBusy, outcome, problem, history } = draft;
  const submit = (event: Event): void => {
    event.preventDefault();
    try {
      publish(channel, JSON.parse(json));
    } catch (error) {
      change({ ...draft, outcome: undefined, problem: `This is no JSON: ${(error as Error).message}` });
    }
  };
  return html`<form class="message" @submit=${submit}>
      <label>Channel
        <input
          name="channel"
          required
          maxlength="255"
          pattern="[!-~]+"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          placeholder="user:7"
          .value=${channel}
          @input=${(event: Event) => change({ ...draft, channel: (event.target as HTMLInputElement).value.trim() })}
        />
      </label>
      <label>Data, as JSON
        <textarea
          name="data"
          rows="6"
          spellcheck="false"
          .value=${json}
          aria-invalid=${problem?.startsWith('This is no JSON') ? 'true' : 'false'}
          aria-describedby="outcome"
          @input=${(event: Event) => change({ ...draft, json: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </label>
      <p class="buttons">
        <button class="primary" ?disabled=${isBusy}>Publish</button>
        <button type="button" ?disabled=${isBusy || channel === ''} @click=${() => read(channel)}>Read its history</button>
      </p>
      <p id="outcome" role="status" class=${problem === undefined ? 'outcome' : 'outcome problem'}>
        ${problem ?? outcome ?? ''}
      </p>
    </form>
    ${
      history === undefined
        ? nothing
        : html`<section class="history" aria-label="Kept messages">
            <h3>Kept in ${channel}, newest first</h3>
            ${history.length === 0 ? html`<p class="note">Nothing.</p>` : nothing}
            <ol>
              ${history.map(({ offset, data }) => html`<li><span class="offset">${offset ?? ''}</span><pre tabindex="0">${JSON.stringify(data, undefined, 2)}</pre></li>`)}
            </ol>
          </section>`
    }`;
}
