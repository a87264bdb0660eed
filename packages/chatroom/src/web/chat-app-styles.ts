import { css } from 'lit';

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
  :host([single]) .app {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([single]) .narrow-only.rooms {
    display: none;
  }
  :host([single]) .narrow-only.people {
    display: inline-block;
  }
  nav,
  aside {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow-y: auto;
    background: var(--_raised);
    padding: var(--_gap);
    gap: 0.2em;
  }
  nav {
    border-inline-end: 1px solid var(--_line);
  }
  aside {
    border-inline-start: 1px solid var(--_line);
  }
  h2 {
    font-size: 0.82em;
    font-weight: 600;
    color: var(--_quiet);
    padding: 0 0.6em 0.3em;
  }
  nav button {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 0.5em;
    inline-size: 100%;
    text-align: start;
    padding: 0.4em 0.6em;
  }
  nav button.unread {
    font-weight: 650;
  }
  nav button[aria-current='true'] {
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
    box-shadow: inset 3px 0 var(--_accent);
  }
  :dir(rtl) nav button[aria-current='true'] {
    box-shadow: inset -3px 0 var(--_accent);
  }
  nav span.title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  aside.thread,
  aside.pins,
  aside.search {
    overflow: hidden;
  }
  header {
    position: relative;
  }
  .tool {
    padding: 0.3em 0.45em;
  }
  .tool[aria-pressed='true'] {
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
  }
  .room-menu {
    position: absolute;
    inset-block-start: 100%;
    inset-inline-end: 0.5em;
    z-index: 4;
    display: grid;
    gap: 0.2em;
    max-inline-size: calc(100% - 1em);
    padding: 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 0.4em 1.4em #0004;
  }
  .room-menu button {
    text-align: start;
  }
  .room-menu label {
    padding: 0.35em 0.6em;
  }
  .room-menu select {
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .invitation {
    padding: 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_mark);
  }
  .begin {
    margin-block-start: auto;
    padding-block-start: 0.5em;
    font-size: 0.9em;
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
  header {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.5em var(--_gap);
    border-block-end: 1px solid var(--_line);
    min-block-size: 3em;
  }
  header h2 {
    flex: 1;
    padding: 0;
    font-size: 1.05em;
    color: inherit;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
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
  .narrow-only {
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
  dialog {
    inline-size: min(26rem, 90%);
    margin-block-start: 4em;
    padding: 0.6em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    box-shadow: 0 1em 4em #0005;
  }
  dialog input {
    inline-size: 100%;
    padding: 0.5em 0.7em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font: inherit;
    color: inherit;
    background: var(--_surface);
  }
  dialog li button {
    inline-size: 100%;
    text-align: start;
  }
  .app:has(> aside.thread, > aside.pins, > aside.search) {
    grid-template-columns: 13rem minmax(0, 1fr) 19rem;
  }
  @container (max-width: 56rem) {
    .app:has(> aside.thread, > aside.pins, > aside.search),
    .app {
      grid-template-columns: 13rem minmax(0, 1fr);
    }
    aside {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      inline-size: min(19rem, 92%);
      z-index: 3;
      box-shadow: 0 0 2em #0004;
    }
    aside:not(.open) {
      display: none;
    }
    .narrow-only.people {
      display: inline-block;
    }
  }
  :host([single]) .app:has(> aside) {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([single]) aside {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    inline-size: min(19rem, 92%);
    z-index: 3;
    box-shadow: 0 0 2em #0004;
  }
  :host([single]) aside:not(.open) {
    display: none;
  }
  @container (max-width: 38rem) {
    .app:has(> aside.thread, > aside.pins, > aside.search),
    .app {
      grid-template-columns: minmax(0, 1fr);
    }
    nav {
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      inline-size: min(17rem, 85%);
      z-index: 3;
      box-shadow: 0 0 2em #0004;
    }
    nav:not(.open) {
      display: none;
    }
    .narrow-only {
      display: inline-block;
    }
  }
`;
