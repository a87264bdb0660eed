import { css } from 'lit';

/** A panel that lies over the conversation, at one of its sides. */
const over = css`
  position: absolute;
  inset-block: 0;
  z-index: 3;
  box-shadow: 0 0 2em #0004;
`;

/** The whole chat: three columns, fewer where it is narrow. */
export const appStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    block-size: var(--chat-block-size, 36rem);
    max-block-size: 100dvh;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow: hidden;
  }
  .app {
    display: grid;
    grid-template-columns: 15rem minmax(0, 1fr) 13rem;
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
    position: relative;
  }
  @container (width > 56rem) {
    .app:has(> aside.thread, > aside.pins, > aside.search) {
      grid-template-columns: 13rem minmax(0, 1fr) 19rem;
    }
  }
  .over {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow-y: auto;
    background: var(--_raised);
    padding: var(--_gap);
    gap: 0.2em;
  }
  .rooms {
    border-inline-end: 1px solid var(--_line);
  }
  aside {
    border-inline-start: 1px solid var(--_line);
  }
  aside.thread,
  aside.pins,
  aside.search {
    overflow: hidden;
  }
  h2 {
    font-size: 0.82em;
    font-weight: 600;
    color: var(--_quiet);
    padding: 0 0.6em 0.3em;
  }
  aside.people li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.25em 0.6em;
  }
  aside.people li::before {
    content: '';
    inline-size: 0.55em;
    block-size: 0.55em;
    border-radius: 50%;
    background: var(--_good);
  }
  .room {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    min-block-size: 0;
  }
  .no-room {
    padding: 0.5em var(--_gap);
  }
  .typing {
    min-block-size: 1.6em;
    padding: 0 calc(var(--_gap) + 0.4em);
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .link-state {
    padding: 0.35em var(--_gap);
    background: var(--_mark);
    font-size: 0.88em;
    text-align: center;
  }
  .choose {
    margin: auto;
    padding: 2em;
    color: var(--_quiet);
  }
  .when-narrow {
    display: none;
  }
  .notice {
    position: absolute;
    inset-block-start: 3.6em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    max-inline-size: 90%;
    padding: 0.5em 0.9em;
    border-radius: var(--_radius);
    background: var(--_text);
    color: var(--_surface);
    box-shadow: 0 0.4em 1.4em #0004;
    z-index: 5;
  }
  /* One column more or less: what has none of its own lies over the conversation while it is open. */
  :host([single]) .app:has(> aside) {
    grid-template-columns: minmax(0, 1fr);
  }
  @container (max-width: 56rem) {
    .app:has(> aside) {
      grid-template-columns: 13rem minmax(0, 1fr);
    }
    aside {
      ${over}
      inset-inline-end: 0;
      inline-size: min(19rem, 92%);
    }
    aside:not(.open) {
      display: none;
    }
  }
  :host([single]) aside {
    ${over}
    inset-inline-end: 0;
    inline-size: min(19rem, 92%);
  }
  :host([single]) aside:not(.open) {
    display: none;
  }
  @container (max-width: 38rem) {
    .app:has(> aside) {
      grid-template-columns: minmax(0, 1fr);
    }
    .rooms {
      ${over}
      inset-inline-start: 0;
      inline-size: min(17rem, 85%);
    }
    .rooms:not(.open) {
      display: none;
    }
    .when-narrow {
      display: inline-block;
    }
  }
`;
