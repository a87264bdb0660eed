import { css } from 'lit';

/** What stands beside the conversation: a thread, pins, what was found. */
export const panelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 0.4em;
    padding-block-end: 0.4em;
  }
  .head h2 {
    flex: 1;
    font-size: 0.95em;
    font-weight: 600;
  }
  ol {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    display: flex;
    flex-direction: column;
    gap: 0.7em;
    padding-block: 0.3em;
  }
  li > button {
    display: block;
    inline-size: 100%;
    text-align: start;
    padding: 0.4em 0.5em;
  }
  .who {
    font-size: 0.85em;
    color: var(--_quiet);
  }
  .who strong {
    color: var(--_text);
  }
  .text {
    display: block;
    overflow-wrap: anywhere;
  }
  .check {
    display: flex;
    align-items: center;
  }
  .gone,
  .quiet {
    color: var(--_quiet);
  }
  .waiting {
    opacity: 0.65;
  }
  form {
    display: grid;
    gap: 0.4em;
    padding-block-end: 0.5em;
  }
  label {
    display: grid;
    gap: 0.2em;
    font-size: 0.88em;
    color: var(--_quiet);
  }
  .row {
    display: flex;
    gap: 0.4em;
    align-items: end;
  }
  .row > label {
    flex: 1;
  }
  .trouble {
    color: var(--_danger);
  }
`;
