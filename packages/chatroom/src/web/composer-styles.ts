import { css } from 'lit';

/** The composer, and the names that it offers. */
export const composerStyles = css`
  .attach {
    position: relative;
    padding: 0.4em;
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .attach:hover,
  .attach:focus-within {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  .attach input {
    position: absolute;
    inset: 0;
    opacity: 0;
    inline-size: 100%;
    cursor: pointer;
  }
  .attached {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    padding: 0.3em var(--_gap);
    font-size: 0.88em;
  }
  .attached li {
    display: flex;
    align-items: center;
    gap: 0.3em;
    padding: 0.1em 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  :host {
    display: block;
    position: relative;
    padding: 0 var(--_gap) var(--_gap);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 0.5em;
    align-items: end;
    padding: 0.4em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  form:has(> .attach) {
    grid-template-columns: auto minmax(0, 1fr) auto auto;
  }
  form:focus-within {
    border-color: var(--_accent);
  }
  form:not(:has(> .emoji)) .primary {
    grid-column: -3 / -1;
  }
  textarea {
    field-sizing: content;
    min-block-size: 2.2em;
    max-block-size: 12em;
    inline-size: 100%;
    padding: 0.35em 0.4em;
    border: 0;
    resize: none;
    font: inherit;
    color: inherit;
    background: none;
  }
  textarea:focus-visible {
    outline: none;
  }
  form:focus-within {
    box-shadow: 0 0 0 1px var(--_accent);
  }
  .about {
    display: flex;
    gap: 0.6em;
    align-items: center;
    justify-content: space-between;
    padding: 0.2em 0.6em;
    color: var(--_quiet);
    font-size: 0.88em;
  }
  .about span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .why {
    padding: 0.6em;
    color: var(--_quiet);
    text-align: center;
  }
  .names {
    inset-block-end: 100%;
    inset-inline: var(--_gap);
    max-inline-size: 24em;
    z-index: 3;
  }
  .hint {
    margin-inline-start: 0.6em;
    color: var(--_quiet);
    font-size: 0.88em;
  }
  [aria-selected='true'] .hint {
    color: inherit;
  }
  .emojis {
    inset-block-end: 100%;
    inset-inline-end: var(--_gap);
    z-index: 3;
  }
  .names li {
    padding: 0.3em 0.6em;
    border-radius: 0.4em;
    cursor: pointer;
  }
  .names [aria-selected='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;
